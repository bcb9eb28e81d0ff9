import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { ClaimRow } from '../record/tables';
import { ClaimContext, ownOf, roleOfClaim } from './claims';
import { Setups } from './setups';

/** Whom the ledger names where nobody asked. */
export const PORTAL = 'plugin:personalize';

/**
 * Gives up a claim for which nothing was begun in AWS, with its set-up.
 *
 * @param taskId - what stands for a task: why it is given up
 */
export async function release(
  { trx, ledger }: ClaimContext,
  claim: ClaimRow,
  person: string,
  taskId: 'discard' | 'lapse',
): Promise<void> {
  const role = roleOfClaim(claim);
  const details = { name: claim.name };
  await ledger.append(
    { kind: 'released', role, person, run: { taskId }, details },
    trx,
  );
}

/**
 * Gives up all claims for which nothing was begun since they were made.
 *
 * @param before - those that are older; ISO 8601, UTC
 * @returns their names
 */
export async function releaseLapsed(
  context: ClaimContext,
  before: string,
): Promise<string[]> {
  const { trx, ledger } = context;
  const unused = await trx<ClaimRow>('claims')
    .where({ state: 'active' })
    .whereNull('used_at')
    .andWhere('at', '<', before);
  const released: string[] = [];
  for (const claim of unused) {
    const role = roleOfClaim(claim);
    // A holder's claim ends with its role's.
    if (claim.subject === ownOf(role, [claim])?.subject) {
      await ledger.claims(role, trx);
      await release(context, claim, PORTAL, 'lapse');
      released.push(claim.name);
    }
  }
  return released;
}

/** Gives claims up once an hour that nobody used for a day. */
export async function scheduleReleases(options: {
  setups: Pick<Setups, 'releaseLapsed'>;
  scheduler: SchedulerService;
  logger: LoggerService;
}): Promise<void> {
  const { setups, scheduler, logger } = options;
  await scheduler.scheduleTask({
    id: 'personalize-claims',
    frequency: { hours: 1 },
    timeout: { minutes: 10 },
    initialDelay: { minutes: 2 },
    async fn() {
      const names = await setups.releaseLapsed();
      if (names.length > 0) {
        logger.info(
          `Given up, since their runs began nothing in AWS for a day: ${names.join(
            ', ',
          )}`,
        );
      }
    },
  });
}
