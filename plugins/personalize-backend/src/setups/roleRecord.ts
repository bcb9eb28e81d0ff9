import {
  RoleRecord,
  RunChanges,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { DatabaseLedger } from '../ledger/databaseLedger';
import { EntryRange, RoleKey } from '../ledger/entryRow';
import { grantsOf } from '../record/grants';
import { claimOf, ownOf } from './claims';
import {
  readRequestedAccess,
  readNeighbours,
  rowOfRole,
  setupOf,
  shownSetup,
} from './setupTable';

/** Everything that the ledger knows of a role; see `RoleRecord`. */
export async function readRoleRecord(
  database: Knex,
  ledger: DatabaseLedger,
  role: RoleKey & { region: string },
): Promise<RoleRecord> {
  const row = await rowOfRole(database, role);
  const setup = row && setupOf(row);
  const [holdings, asked, openIntents, claims, neighbours] = await Promise.all([
    ledger.holdings(await rangeOf(ledger, role)),
    readRequestedAccess(database, role),
    ledger.openIntents({ role }),
    ledger.claims(role),
    readNeighbours(database, role),
  ]);
  const { buckets, keys } = grantsOf(role, [], asked);
  const resources = [
    ...holdings.map(({ resource }) => resource),
    ...openIntents.map(({ change }) => change.resource),
    ...buckets,
    ...keys,
  ];
  const own = ownOf(role, claims);
  const others = neighbours.filter(owner => owner !== own?.owner);
  return {
    ...(setup && { setup: shownSetup(setup.item, { quotes: false }) }),
    ...(own && { claim: claimOf(own) }),
    ...(setup?.requested && { requested: setup.requested }),
    holdings,
    asked,
    ...(others.length > 0 && { neighbours: others }),
    openIntents,
    written: await ledger.writtenDocuments([...new Set(resources)]),
  };
}

/** What a task changed for a role; see `DatabaseSetups.runChanges`. */
export async function readRunChanges(
  ledger: DatabaseLedger,
  role: RoleKey,
  taskId?: string,
): Promise<RunChanges> {
  // Read first, so that entries which arrive in the meantime don't count as
  // known.
  const since = await ledger.lastSeq();
  const recorded = await ledger.roleChanges(await rangeOf(ledger, role));
  const changes = recorded.filter(({ outcome }) => outcome !== 'failed');
  const made = changes.filter(one => one.taskId === taskId);
  return made.length > 0
    ? { madeBy: 'task', since, changes: made.map(({ change }) => change) }
    : {
        madeBy: 'setup',
        since,
        changes: changes.map(({ change }) => change),
      };
}

/** What the ledger recorded of a role since it was last removed. */
async function rangeOf(
  ledger: DatabaseLedger,
  { accountId, roleName }: RoleKey,
): Promise<EntryRange> {
  const after = await ledger.lastRevocation({ accountId, roleName });
  return { accountId, roleName, after };
}
