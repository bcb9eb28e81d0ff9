import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import { Knex } from 'knex';
import { RoleKey } from '../ledger/entryRow';
import { ClaimRow } from '../record/tables';
import { ClaimContext, ownOf, roleOfClaim } from './claims';
import { Lapses } from './setups';

/** Whom the ledger names where nobody asked. */
export const PORTAL = 'plugin:personalize';

/**
 * Gives up a claim for which nothing was begun in AWS, with its set-up. Goes by
 * the entries: that something was begun is in no signed column of the claim.
 *
 * @param taskId - what stands for a task: why it is given up
 * @throws ConflictError where something was begun
 */
export async function release(
  { trx, ledger }: ClaimContext,
  claim: ClaimRow,
  person: string,
  taskId: 'discard' | 'lapse',
): Promise<void> {
  const role = roleOfClaim(claim);
  const { name } = claim;
  if (await ledger.isBegun(role, trx)) {
    throw new ConflictError(
      `name: a run started a change in AWS for "${name}", so it can't be released; remove it instead`,
    );
  }
  await ledger.append(
    { kind: 'released', role, person, run: { taskId }, details: { name } },
    trx,
  );
}

/** The roles whose claims nobody has used since a time (ISO 8601, UTC), as the table says. */
export async function lapsedRoles(
  database: Knex,
  before: string,
): Promise<RoleKey[]> {
  const unused = await database<ClaimRow>('claims')
    .where({ state: 'active' })
    .whereNull('used_at')
    .andWhere('at', '<', before);
  // A holder's claim ends with its role's.
  return unused
    .filter(claim => ownOf(roleOfClaim(claim), [claim]) !== undefined)
    .map(roleOfClaim);
}

/**
 * Gives up the claim on a role, if it is still one that nobody has used.
 *
 * @returns its name; undefined where it isn't
 */
export async function releaseLapsed(
  context: ClaimContext,
  role: RoleKey,
  before: string,
): Promise<string | undefined> {
  const own = ownOf(role, await context.ledger.claims(role, context.trx));
  if (own?.state !== 'active' || own.used_at !== null || own.at >= before) {
    return undefined;
  }
  await release(context, own, PORTAL, 'lapse');
  return own.name;
}

/** Gives claims up once an hour that nobody used for a day. */
export async function scheduleReleases(options: {
  setups: { releaseLapsed(): Promise<Lapses> };
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
      const { names, failures } = await setups.releaseLapsed();
      failures.forEach(failure => logger.error(failure));
      if (names.length > 0) {
        logger.info(
          `Released, because their runs started nothing in AWS for a day: ${names.join(
            ', ',
          )}`,
        );
      }
    },
  });
}
