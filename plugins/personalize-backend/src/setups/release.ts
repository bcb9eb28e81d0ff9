import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import { Knex } from 'knex';
import { RoleKey } from '../ledger/entryRow';
import { ClaimRow } from '../record/tables';
import { ClaimContext, ownOf, roleOfClaim } from './claims';
import { Lapses } from './setups';

/** The person that the ledger names if nobody asked. */
export const PORTAL = 'plugin:personalize';

/**
 * Releases a claim for which nothing started in AWS, with its set-up. Reads the
 * entries, because no signed column of the claim says that something started.
 *
 * @param taskId - the reason, in place of a task
 * @throws ConflictError if something started
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

/**
 * The roles whose claims nobody has used since a time (ISO 8601, UTC),
 * according to the table.
 */
export async function lapsedRoles(
  database: Knex,
  before: string,
): Promise<RoleKey[]> {
  const unused = await database<ClaimRow>('claims')
    .where({ state: 'active' })
    .whereNull('used_at')
    .andWhere('at', '<', before);
  // A holder's claim ends with the claim of its role.
  return unused
    .filter(claim => ownOf(roleOfClaim(claim), [claim]) !== undefined)
    .map(roleOfClaim);
}

/**
 * Releases the claim on a role if nobody has used it yet.
 *
 * @returns its name; undefined if the claim is in use
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

/** Releases unused claims once an hour, a day after they were made. */
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
