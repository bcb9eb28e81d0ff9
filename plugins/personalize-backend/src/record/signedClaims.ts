import { isDeepStrictEqual } from 'node:util';
import { ServiceUnavailableError } from '@backstage/errors';
import { Knex } from 'knex';
import { isProven } from '../ledger/chain';
import {
  EntryKind,
  EntryRow,
  isFull,
  roleColumns,
  RoleKey,
} from '../ledger/entryRow';
import { Keyring } from '../ledger/keyring';
import { readPayload, setupPayload } from '../ledger/payload';
import { walkChain } from '../ledger/verifyLedger';
import { holderSubject, roleSubject } from './claimSubject';
import { claimedDetails } from './entryDetails';
import { apply, NO_PAST } from './reducer';
import { loadRows } from './storage';
import { ClaimRow, Tables, tablesOf } from './tables';

/** The kinds of entries that decide who may act on a role. */
const DECIDING: readonly EntryKind[] = [
  'registered',
  'claimed',
  'transferred',
  'revoked',
  'released',
  'asked',
];

/** The kinds of entries that claim people's roles and permission sets. */
const CLAIMING: readonly EntryKind[] = ['registered', 'claimed'];

/** The kinds of entries that each mean that a role is in use. */
const BEGINNING: readonly EntryKind[] = ['intent', 'asked', 'proved'];

/** The fields that count here. */
const claimingDetails = claimedDetails.pick({ holders: true, migrated: true });

interface OfRole {
  seqs: number[];
  isBegun: boolean;
}

/** The entries that decide who may act on which role, in order. */
export class DecidingEntries {
  private readonly roles = new Map<string, OfRole>();
  /** Roles by the subject (see `claimSubject.ts`) that one of their entries claimed. */
  private readonly claimants = new Map<string, Map<string, RoleKey>>();

  /** @param isIntact - the content of an altered entry counts for nothing, but its existence counts */
  note(row: EntryRow, isIntact = true): void {
    const { account_id: accountId, role_name: roleName, kind, seq } = row;
    if (accountId === null || roleName === null) {
      return;
    }
    const role = { accountId, roleName };
    const said =
      isIntact && isFull(row) && CLAIMING.includes(kind)
        ? claimingDetails.safeParse(readPayload(row, setupPayload).details).data
        : undefined;
    const { seqs, isBegun } = this.ofRole(role);
    const isEnd = kind === 'revoked' || kind === 'released';
    const begins = BEGINNING.includes(kind) || said?.migrated !== undefined;
    if (DECIDING.includes(kind)) {
      seqs.push(seq);
    }
    this.roles.set(roleSubject(role), {
      seqs,
      isBegun: !isEnd && (isBegun || begins),
    });
    said?.holders.map(holderSubject).forEach(subject => {
      const roles = this.claimants.get(subject) ?? new Map<string, RoleKey>();
      this.claimants.set(subject, roles.set(roleSubject(role), role));
    });
  }

  /** The numbers of a role's deciding entries. */
  seqsOf(role: RoleKey): readonly number[] {
    return this.ofRole(role).seqs;
  }

  /** Whether something was started for a role since it was last removed or released. */
  isBegun(role: RoleKey): boolean {
    return this.ofRole(role).isBegun;
  }

  /**
   * The roles for which an entry claims one of some subjects, whether or not it
   * still does.
   */
  claimantsOf(subjects: readonly string[]): RoleKey[] {
    const found = subjects.flatMap(subject => [
      ...(this.claimants.get(subject) ?? []),
    ]);
    return [...new Map(found).values()];
  }

  private ofRole(role: RoleKey): OfRole {
    return this.roles.get(roleSubject(role)) ?? { seqs: [], isBegun: false };
  }
}

/** The columns of each table that only the deciding entries decide. */
const COMPARED: Record<string, (tables: Tables) => object[]> = {
  // Other entries record whether something was started; see `release`.
  claims: ({ claims }) =>
    claims.filter(() => true).map(claim => ({ ...claim, used_at: null })),
  'what was asked for': ({ asked }) => asked.filter(() => true),
  'set-ups': ({ setups }) =>
    setups
      .filter(({ revoked_at }) => revoked_at === null)
      .map(({ name, owner }) => ({ name, owner })),
};

/**
 * The claims on a role and its holders, by the ledger's entries: an unsigned
 * row doesn't decide who may act. Also compares the request and the owner of
 * the set-up.
 *
 * @param seqs - of the entries that decide it, if the whole chain was checked;
 * otherwise they are found by their columns
 * @throws ServiceUnavailableError if an entry was altered, or a table differs
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
    if (
      !isDeepStrictEqual(
        sortedTexts(rowsIn(signed)),
        sortedTexts(rowsIn(stored)),
      )
    ) {
      throw disagreement(
        role,
        `the table of ${title} doesn't match the ledger's entries`,
      );
    }
  }
  return stored.claims.filter(() => true);
}

function sortedTexts(rows: object[]): string[] {
  return rows.map(row => JSON.stringify(row, Object.keys(row).sort())).sort();
}

/**
 * Goes through the whole chain for the entries that decide who may act.
 *
 * @throws ServiceUnavailableError unless the chain is intact, or somebody with
 * the key has sealed its problems
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
      `The ledger isn't intact, so nobody gets or loses a claim: ${flaw} Ask the team that runs the portal to run "personalize-ledger verify" and follow docs/ledger.md.`,
    );
  }
  return entries;
}

/**
 * The roles for which an entry claims one of some subjects, found by the
 * content of entries: a row of a claim may be missing.
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
    `The portal can't prove who may act on role ${roleName} in account ${accountId}, so we change nothing in AWS: ${what}. Ask the team that runs the portal to run "personalize-ledger verify" and follow docs/ledger.md.`,
  );
}
