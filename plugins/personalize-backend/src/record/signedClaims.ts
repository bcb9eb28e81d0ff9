import { isDeepStrictEqual } from 'node:util';
import { ServiceUnavailableError } from '@backstage/errors';
import { Knex } from 'knex';
import { isProven } from '../ledger/chain';
import { EntryKind, EntryRow, roleColumns } from '../ledger/entryRow';
import { Keyring } from '../ledger/keyring';
import { RoleKey } from '../ledger/ledger';
import { apply, NO_PAST } from './reducer';
import { loadRows } from './storage';
import { ClaimRow, tablesOf } from './tables';

/** The kinds of entries that decide who may act on a role. */
const DECIDING: EntryKind[] = [
  'registered',
  'claimed',
  'transferred',
  'revoked',
  'released',
  'asked',
];

/**
 * The claims on a role and its holders, by the ledger's entries: who may act isn't
 * decided by a row that nobody signed.
 *
 * @throws ServiceUnavailableError where an entry was altered, or the table of
 * claims says something else
 */
export async function signedClaims(
  database: Knex,
  keyring: Keyring,
  role: RoleKey,
): Promise<ClaimRow[]> {
  const columns = roleColumns(role);
  const entries = await database<EntryRow>('ledger_entries')
    .where(columns)
    .whereIn('kind', DECIDING)
    .orderBy('seq');
  const altered = entries.find(row => !isProven(row, keyring));
  if (altered) {
    throw disagreement(role, `entry ${altered.seq} of the ledger was altered`);
  }
  const tables = tablesOf();
  entries.forEach(row => apply(tables, row, NO_PAST));
  const signed = tables.claims.filter(() => true);
  const { claims } = await loadRows(database, {
    roles: [columns],
    resources: [],
  });
  const stored = claims.filter(() => true);
  if (!isDeepStrictEqual(comparable(signed), comparable(stored))) {
    throw disagreement(
      role,
      "the table of claims isn't what the ledger's entries come to",
    );
  }
  return stored;
}

/** Whether something was begun is recorded by other entries, and gives nobody anything. */
function comparable(claims: ClaimRow[]) {
  return claims
    .map(claim => ({ ...claim, used_at: null }))
    .sort((a, b) => (a.subject < b.subject ? -1 : 1));
}

function disagreement(
  { accountId, roleName }: RoleKey,
  what: string,
): ServiceUnavailableError {
  return new ServiceUnavailableError(
    `Who may act on role ${roleName} in account ${accountId} can't be proven, so nothing is changed in AWS: ${what}. Have the team that runs the portal run "personalize-ledger verify" and follow docs/ledger.md.`,
  );
}
