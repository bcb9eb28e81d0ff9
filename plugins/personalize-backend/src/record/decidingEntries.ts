import { EntryKind, EntryRow, isFull } from '../ledger/entryRow';
import { RoleKey } from '../ledger/ledger';
import { readPayload, setupPayload } from '../ledger/payload';
import { holderSubject, roleSubject } from './claimSubject';
import { claimedDetails } from './entryDetails';

/** The kinds of entries that decide who may act on a role. */
export const DECIDING: readonly EntryKind[] = [
  'registered',
  'claimed',
  'transferred',
  'revoked',
  'released',
  'asked',
];

/** The kinds of entries that claim people's roles and permission sets. */
export const CLAIMING: readonly EntryKind[] = ['registered', 'claimed'];

/** The kinds of entries of which each means that a role is in use. */
const BEGINNING: readonly EntryKind[] = ['intent', 'asked', 'proved'];

/** What of them counts here. */
const claiming = claimedDetails.pick({ holders: true, migrated: true });

interface OfRole {
  seqs: number[];
  isBegun: boolean;
}

/** Which entries decide who may act on which role, as they were read in order. */
export class DecidingEntries {
  private readonly roles = new Map<string, OfRole>();
  /** Roles by the subject (see `claimSubject.ts`) that one of their entries claimed. */
  private readonly claimants = new Map<string, Map<string, RoleKey>>();

  /** @param isIntact - what an altered entry says counts for nothing, but that there is one does */
  note(row: EntryRow, isIntact = true): void {
    const { account_id: accountId, role_name: roleName, kind, seq } = row;
    if (accountId === null || roleName === null) {
      return;
    }
    const role = { accountId, roleName };
    const said =
      isIntact && isFull(row) && CLAIMING.includes(kind)
        ? claiming.safeParse(readPayload(row, setupPayload).details).data
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

  /** Whether something was begun for a role since it was taken back or given up last. */
  isBegun(role: RoleKey): boolean {
    return this.ofRole(role).isBegun;
  }

  /** The roles for which an entry claims one of these, whether or not it still does. */
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
