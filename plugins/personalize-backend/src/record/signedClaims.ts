import { isDeepStrictEqual } from 'node:util';
import { ServiceUnavailableError } from '@backstage/errors';
import { Knex } from 'knex';
import { isProven } from '../ledger/chain';
import { EntryRow, roleColumns } from '../ledger/entryRow';
import { Keyring } from '../ledger/keyring';
import { RoleKey } from '../ledger/ledger';
import { walkChain } from '../ledger/verifyLedger';
import { CLAIMING, DECIDING, DecidingEntries } from './decidingEntries';
import { apply, NO_PAST } from './reducer';
import { loadRows } from './storage';
import { ClaimRow, Tables, tablesOf } from './tables';

/** What of each table the deciding entries decide alone. */
const COMPARED: Record<string, (tables: Tables) => object[]> = {
  // Whether something was begun is recorded by other entries; see `release`.
  claims: ({ claims }) =>
    claims.filter(() => true).map(claim => ({ ...claim, used_at: null })),
  'what was asked for': ({ asked }) => asked.filter(() => true),
  'set-ups': ({ setups }) =>
    setups
      .filter(({ revoked_at }) => revoked_at === null)
      .map(({ name, owner }) => ({ name, owner })),
};

/**
 * The claims on a role and its holders, by the ledger's entries: who may act isn't
 * decided by a row that nobody signed. What was asked for and whose set-up it is
 * are compared, too.
 *
 * @param seqs - of the entries that decide it, where the whole chain was walked;
 * else they are found by their columns
 * @throws ServiceUnavailableError where an entry was altered, or a table says
 * something else
 */
export async function signedClaims(
  database: Knex,
  keyring: Keyring,
  role: RoleKey,
  seqs?: readonly number[],
): Promise<ClaimRow[]> {
  const columns = roleColumns(role);
  const query = database<EntryRow>('ledger_entries').orderBy('seq');
  const entries = await (seqs
    ? query.whereIn('seq', seqs)
    : query.where(columns).whereIn('kind', DECIDING));
  const altered = entries.find(row => !isProven(row, keyring));
  if (altered) {
    throw disagreement(role, `entry ${altered.seq} of the ledger was altered`);
  }
  if (seqs && entries.length < seqs.length) {
    throw disagreement(role, 'entries of the ledger are gone');
  }
  const signed = tablesOf();
  entries.forEach(row => apply(signed, row, NO_PAST));
  const stored = await loadRows(database, { roles: [columns], resources: [] });
  for (const [title, rowsIn] of Object.entries(COMPARED)) {
    if (!isDeepStrictEqual(sorted(rowsIn(signed)), sorted(rowsIn(stored)))) {
      throw disagreement(
        role,
        `the table of ${title} isn't what the ledger's entries come to`,
      );
    }
  }
  return stored.claims.filter(() => true);
}

function sorted(rows: object[]): string[] {
  return rows.map(row => JSON.stringify(row, Object.keys(row).sort())).sort();
}

/**
 * Goes through the whole chain for what decides who may act.
 *
 * @throws ServiceUnavailableError unless the chain holds, or somebody with the key
 * has sealed what doesn't
 */
export async function walkDeciding(
  trx: Knex.Transaction,
  keyring: Keyring,
): Promise<DecidingEntries> {
  const entries = new DecidingEntries();
  const { walk, ofEnd } = await walkChain(trx, keyring, {
    visit: (row, isIntact) => entries.note(row, isIntact),
  });
  const flaw = walk.unsealedFlaw() ?? ofEnd[0]?.message;
  if (flaw !== undefined) {
    throw new ServiceUnavailableError(
      `The ledger doesn't hold, so nobody gets or loses a claim: ${flaw} Have the team that runs the portal run "personalize-ledger verify" and follow docs/ledger.md.`,
    );
  }
  return entries;
}

/**
 * The roles for which an entry claims one of some subjects, found by what entries
 * say: a row of a claim may be gone.
 *
 * @param subjects - as in `claimSubject.ts`
 */
export async function claimantsOf(
  database: Knex,
  subjects: readonly string[],
): Promise<RoleKey[]> {
  const names = subjects.map(subject => subject.split('/').at(-1) ?? '');
  const rows = await database<EntryRow>('ledger_entries')
    .whereIn('kind', CLAIMING)
    .andWhere(query => {
      query.whereRaw('1 = 0');
      names.forEach(name =>
        query.orWhereRaw('lower(payload) like ?', [`%"${name}"%`]),
      );
    })
    .orderBy('seq');
  const entries = new DecidingEntries();
  rows.forEach(row => entries.note(row));
  return entries.claimantsOf(subjects);
}

function disagreement(
  { accountId, roleName }: RoleKey,
  what: string,
): ServiceUnavailableError {
  return new ServiceUnavailableError(
    `Who may act on role ${roleName} in account ${accountId} can't be proven, so nothing is changed in AWS: ${what}. Have the team that runs the portal run "personalize-ledger verify" and follow docs/ledger.md.`,
  );
}
