import { HolderRef } from '@personalize-portal/backstage-plugin-personalize-common';
import { EntryRow } from '../ledger/entryRow';
import { holderSubject, isOfSubject, roleSubject } from './claimSubject';
import { ClaimRow, isOfRole, Reservation, Tables } from './tables';

/** What an entry says about claims. */
interface ClaimTerms {
  owner: string;
  name: string;
  holders: readonly HolderRef[];
  roleId?: string;
}

/** The claim on the role that an entry is about. */
export function ownClaim(
  { claims }: Pick<Tables, 'claims'>,
  row: EntryRow,
): ClaimRow | undefined {
  const key = keyOf(row);
  return key && claims.get({ ...key, subject: subjectOfRole(key) });
}

/**
 * Claims a role, and people's holders for its owner. An existing claim keeps
 * its entry, unless it goes to another owner or was reserved.
 *
 * @param past.isBegun - whether something was started in AWS for the role
 * before
 */
export function claimRole(
  tables: Tables,
  row: EntryRow,
  { owner, name, holders, roleId }: ClaimTerms,
  past: { isBegun: boolean },
): void {
  const key = keyOf(row);
  if (!key) {
    return;
  }
  const own = ownClaim(tables, row);
  const claim = { ...key, owner, name, seq: row.seq, at: row.at };
  if (own?.state === 'active') {
    tables.claims.put(
      own.owner === owner ? { ...own, name } : { ...own, ...claim },
    );
    handOver(tables, row, claim);
  } else {
    tables.claims.put({
      ...claim,
      subject: subjectOfRole(key),
      state: 'active',
      role_id: roleId ?? null,
      used_at: past.isBegun || isRequested(tables, row) ? row.at : null,
      reservation: reservationIn(own),
    });
  }
  for (const subject of holders.map(holderSubject)) {
    const there = tables.claims.get({ ...key, subject });
    if (subject !== subjectOfRole(key) && there?.state !== 'active') {
      tables.claims.put({
        ...claim,
        subject,
        state: 'active',
        role_id: null,
        used_at: null,
        reservation: reservationIn(there),
      });
    }
  }
}

/** Something was started for the role, so its claim no longer expires. */
export function markUsed(tables: Tables, row: EntryRow): void {
  const own = ownClaim(tables, row);
  if (own) {
    tables.claims.put({ ...own, used_at: own.used_at ?? row.at });
  }
}

/** Gives the claims of a role to another owner. */
export function transferClaims(
  tables: Tables,
  row: EntryRow,
  { to: owner, name }: { to: string; name: string },
): void {
  handOver(tables, row, { owner, name, seq: row.seq, at: row.at });
}

/**
 * Releases the claims of a role for which nothing was started. Resources that
 * were reserved before are reserved again, because AWS still has them.
 */
export function releaseClaims(tables: Tables, row: EntryRow): void {
  for (const claim of tables.claims.filter(isOfRole(row))) {
    if (claim.reservation !== null) {
      const before: Reservation = JSON.parse(claim.reservation);
      tables.claims.put({ ...asReserved(claim, row), ...before });
    } else if (claim.state === 'active') {
      tables.claims.drop(claim);
    }
  }
}

/**
 * Ends the claims of a removed role.
 *
 * @param kept - the resources that stay in AWS: claimed ones are reserved for
 * their owner
 */
export function dropClaims(
  tables: Tables,
  row: EntryRow,
  kept: readonly string[],
): void {
  const owner = ownClaim(tables, row)?.owner;
  // An earlier reservation stays with its owner.
  const ended = tables.claims
    .filter(isOfRole(row))
    .filter(claim => claim.state === 'active' || claim.owner === owner);
  for (const claim of ended) {
    if (kept.some(resource => isOfSubject(resource, claim.subject))) {
      tables.claims.put(asReserved(claim, row));
    } else {
      tables.claims.drop(claim);
    }
  }
}

function asReserved(claim: ClaimRow, { seq, at }: EntryRow): ClaimRow {
  return { ...claim, state: 'reserved', seq, at, reservation: null };
}

function reservationIn(claim: ClaimRow | undefined): string | null {
  if (claim?.state !== 'reserved') {
    return null;
  }
  const { owner, name } = claim;
  const reservation: Reservation = { owner, name };
  return JSON.stringify(reservation);
}

type RoleColumns = Pick<ClaimRow, 'account_id' | 'role_name_lower'>;

/** Another owner's entry covers what that owner already holds. */
function handOver(
  tables: Tables,
  row: EntryRow,
  to: Pick<ClaimRow, 'owner' | 'name' | 'seq' | 'at'>,
): void {
  tables.claims
    .filter(isOfRole(row))
    .filter(({ state, owner }) => state === 'active' && owner !== to.owner)
    .forEach(claim => tables.claims.put({ ...claim, ...to }));
}

function isRequested({ asked }: Tables, row: EntryRow): boolean {
  return asked.filter(isOfRole(row)).length > 0;
}

function keyOf({
  account_id,
  role_name: role_name_lower,
}: EntryRow): RoleColumns | undefined {
  return account_id !== null && role_name_lower !== null
    ? { account_id, role_name_lower }
    : undefined;
}

function subjectOfRole({ account_id, role_name_lower }: RoleColumns): string {
  return roleSubject({ accountId: account_id, roleName: role_name_lower });
}
