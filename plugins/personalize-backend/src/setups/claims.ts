import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  Claim,
  ClaimRequest,
  HolderRef,
  IntentRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { EntryRow, roleColumns, RoleKey } from '../ledger/entryRow';
import { DatabaseLedger } from '../ledger/databaseLedger';
import {
  holderSubject,
  isClaimable,
  isOfSubject,
  roleSubject,
  titleOfSubject,
} from '../record/claimSubject';
import { ClaimedDetails } from '../record/entryDetails';
import { ClaimRow } from '../record/tables';
import { rowOf } from './setupTable';

/** The context to read and record claims, in one transaction in which nobody else can append. */
export interface ClaimContext {
  trx: Knex.Transaction;
  ledger: DatabaseLedger;
}

/** The claim on a role itself, of its claims. */
export function ownOf(
  role: RoleKey,
  claims: readonly ClaimRow[],
): ClaimRow | undefined {
  return claims.find(({ subject }) => subject === roleSubject(role));
}

/** The claim as the scaffolder gets it. */
export function claimOf({ seq, owner, name, state, role_id }: ClaimRow): Claim {
  return {
    seq,
    owner,
    name,
    state,
    ...(role_id !== null && { roleId: role_id }),
  };
}

/** The role that a claim is for, with its name in lower case. */
export function roleOfClaim({
  account_id: accountId,
  role_name_lower: roleName,
}: Pick<ClaimRow, 'account_id' | 'role_name_lower'>): RoleKey {
  return { accountId, roleName };
}

/** The active claim on a role that has a name, with or without a set-up. */
export async function claimOfName(
  trx: Knex.Transaction,
  name: string,
): Promise<ClaimRow | undefined> {
  const claims = await trx<ClaimRow>('claims')
    .where({ state: 'active' })
    .whereRaw('lower(name) = ?', [name.toLowerCase()]);
  return claims.find(one => ownOf(roleOfClaim(one), [one]) !== undefined);
}

/** The name of a claim while no set-up exists. */
function nameWithoutSetup({ roleName, accountId }: RoleKey): string {
  return `${roleName}-${accountId}`;
}

/**
 * Claims a role for a person if nobody has, and holders for its owner.
 *
 * @throws NotFoundError if nobody has claimed the role, and it isn't to be
 * claimed; ConflictError if it or a holder belongs to somebody else, or others
 * claimed it since the attempt looked
 */
export async function claim(
  { trx, ledger }: ClaimContext,
  request: ClaimRequest,
  person: string,
): Promise<Claim> {
  const { role, run, claimSeq, holders, claimsRole, adopts } = request;
  const claims = await ledger.claims(role, trx);
  const own = ownOf(role, claims);
  const isActive = own?.state === 'active';
  if (!isActive && !claimsRole) {
    throw new NotFoundError(
      `roleName: nobody has claimed ${titleOfSubject(
        roleSubject(role),
      )}, so it gets no access. Register it as a set-up or create it first.`,
    );
  }
  // The form in which owners are compared, whatever the case in the person's
  // token.
  const initiator = person.toLowerCase();
  const owner = isActive ? own.owner : initiator;
  const name = isActive ? own.name : nameWithoutSetup(role);
  refuseOtherClaim(own, claimSeq, [initiator]);
  if (!isActive) {
    refuseReserved(own, owner, adopts);
    await refuseNameOfSetup(trx, name);
  }
  await refuseForeignClaims({ trx, ledger }, { role, holders, owner, claims });
  if (isActive && isClaimed(holders, role, claims)) {
    return claimOf(own);
  }
  const details: ClaimedDetails = {
    owner,
    name,
    roleName: role.roleName,
    holders,
    ...(!isActive && roleIdFrom(own)),
  };
  await ledger.append({ kind: 'claimed', role, person, run, details }, trx);
  const made = ownOf(role, await ledger.claims(role, trx));
  if (!made) {
    throw new Error(`The claim on role ${role.roleName} wasn't recorded`);
  }
  return claimOf(made);
}

/**
 * A set-up has its own name; the name of a claim without a set-up may belong to
 * anybody.
 */
async function refuseNameOfSetup(
  trx: Knex.Transaction,
  name: string,
): Promise<void> {
  const taken = await rowOf(trx, name);
  if (taken && taken.revoked_at === null) {
    throw new ConflictError(
      `roleName: a role without a set-up would be called "${name}", which is a set-up of ${taken.owner}; register the role under another name first`,
    );
  }
}

/** What stays when a role's claim is renewed: its owner in AWS. */
export function roleIdFrom(own: ClaimRow | undefined): { roleId?: string } {
  return own?.role_id ? { roleId: own.role_id } : {};
}

/**
 * Refuses a claim that somebody made since an attempt looked: permission was
 * decided by another claim, or by none.
 *
 * @param claimSeq - as the attempt saw it
 * @param owners - those whose claim counts like the one that it saw
 * @throws ConflictError
 */
export function refuseOtherClaim(
  own: ClaimRow | undefined,
  claimSeq: number,
  owners: readonly string[],
): void {
  if (
    own?.state === 'active' &&
    own.seq !== claimSeq &&
    !owners.includes(own.owner)
  ) {
    throw new ConflictError(
      `Nothing more is written: ${titleOfSubject(own.subject)} belongs to ${
        own.owner
      } (${
        own.name
      }) since this run began. Run the template again if you still want it.`,
    );
  }
}

/** @throws ConflictError for a role that is reserved for another owner, unless it may be adopted */
export function refuseReserved(
  own: ClaimRow | undefined,
  owner: string,
  adopts = false,
): void {
  if (own?.state === 'reserved' && own.owner !== owner && !adopts) {
    throw new ConflictError(
      `roleName: ${titleOfSubject(
        own.subject,
      )} still has things in AWS that the set-up "${own.name}" of ${
        own.owner
      } left when it was removed, so it is reserved for ${
        own.owner
      }. Adopt it (adopt: true), or use another role.`,
    );
  }
}

/** Whether all holders are already claimed for a role. */
export function isClaimed(
  holders: readonly HolderRef[],
  role: RoleKey,
  claims: readonly ClaimRow[],
): boolean {
  return subjectsOf(holders, role).every(subject =>
    claims.some(one => one.subject === subject && one.state === 'active'),
  );
}

function subjectsOf(holders: readonly HolderRef[], role: RoleKey): string[] {
  return [...new Set(holders.map(holderSubject))].filter(
    subject => subject !== roleSubject(role),
  );
}

/**
 * Refuses a role and holders that another owner has claimed. The role keeps the
 * holders that it already has, even shared ones, but shared holders get nothing
 * new.
 *
 * @param claims - of the role
 * @throws ConflictError that names what belongs to which other owner
 */
export async function refuseForeignClaims(
  { trx, ledger }: ClaimContext,
  {
    role,
    holders,
    owner,
    claims,
  }: {
    role: RoleKey;
    holders: readonly HolderRef[];
    owner: string;
    claims: readonly ClaimRow[];
  },
): Promise<void> {
  const own = holdersOf(role, claims);
  const wanted = subjectsOf(holders, role).filter(
    subject => !own.includes(subject),
  );
  const there = await otherClaims(
    { trx, ledger },
    [...wanted, roleSubject(role)],
    role,
  );
  const held = [
    ...there,
    ...claims.filter(one => wanted.includes(one.subject)),
  ];
  const foreign = held.filter(one => one.owner !== owner);
  if (foreign.length > 0) {
    const isRole = foreign[0].subject === roleSubject(role);
    throw new ConflictError(
      `${isRole ? 'roleName' : 'users'}: ${belongings(
        foreign,
      )}, which alone can give it more; ask them, or use another`,
    );
  }
}

/**
 * Refuses a transfer of a role to another owner if set-ups of others also have
 * its holders: shared holders would get nothing new from either.
 *
 * @param claims - of the role
 * @throws ConflictError that names what belongs to whom
 */
export async function refuseSharing(
  context: ClaimContext,
  {
    role,
    owner,
    claims,
  }: { role: RoleKey; owner: string; claims: readonly ClaimRow[] },
): Promise<void> {
  const others = await otherClaims(context, holdersOf(role, claims), role);
  const foreign = others.filter(one => one.owner !== owner);
  if (foreign.length > 0) {
    throw new ConflictError(
      `users: ${belongings(
        foreign,
      )}, so this set-up can't move to ${owner} with it. Remove the set-up, and register it for ${owner} with roles and permission sets that no other set-up has.`,
    );
  }
}

/** The claimed roles and permission sets for people of a role. */
function holdersOf(role: RoleKey, claims: readonly ClaimRow[]): string[] {
  return claims
    .filter(
      ({ subject, state }) =>
        state === 'active' && subject !== roleSubject(role),
    )
    .map(({ subject }) => subject);
}

function belongings(claims: readonly ClaimRow[]): string {
  return claims
    .map(
      ({ subject, owner, name }) =>
        `${titleOfSubject(subject)} belongs to ${owner} (${name})`,
    )
    .join(', ');
}

/** Claims on subjects for other roles, each as the ledger signed it. */
async function otherClaims(
  { trx, ledger }: ClaimContext,
  subjects: readonly string[],
  role: RoleKey,
): Promise<ClaimRow[]> {
  const claims: ClaimRow[] = [];
  for (const other of await ledger.claimantsOf(subjects, trx)) {
    if (roleSubject(other) !== roleSubject(role)) {
      claims.push(...(await ledger.claims(other, trx)));
    }
  }
  return claims.filter(({ subject }) => subjects.includes(subject));
}

/**
 * Makes sure that the claim on a role is the one that a run found.
 *
 * @returns it, of all claims of the role
 * @throws ConflictError that says what happened and what to do
 */
export async function requireClaim(
  { trx, ledger }: ClaimContext,
  { role, claimSeq }: Pick<IntentRequest, 'role' | 'claimSeq'>,
): Promise<{ own: ClaimRow; claims: ClaimRow[] }> {
  const claims = await ledger.claims(role, trx);
  const own = ownOf(role, claims);
  if (own?.state !== 'active') {
    throw new ConflictError(
      `Nothing more is written: ${titleOfSubject(
        roleSubject(role),
      )} ${await endOfClaim(trx, role)}. Run the template again.`,
    );
  }
  refuseOtherClaim(own, claimSeq, []);
  return { own, claims };
}

/**
 * Makes sure that a run may make a change: the role's claim is the one that the
 * run found, and people's roles and permission sets are claimed for the same
 * owner.
 *
 * @throws ConflictError that says what happened and what to do
 */
export async function requireClaimFor(
  context: ClaimContext,
  request: Pick<IntentRequest, 'role' | 'claimSeq' | 'change'>,
): Promise<void> {
  const { role, change } = request;
  const { own, claims } = await requireClaim(context, request);
  if (change.part !== 'users' || !isClaimable(change.resource)) {
    return;
  }
  const holder = claims.find(
    one => one.state === 'active' && isOfSubject(change.resource, one.subject),
  );
  if (!holder) {
    throw new ConflictError(
      `users: ${change.resource} isn't claimed for ${own.owner} (${own.name}), so it gets nothing. Run the template again.`,
    );
  }
  if (change.operation !== 'delete' && holder !== own) {
    await refuseShared(context, role, holder);
  }
}

async function refuseShared(
  context: ClaimContext,
  role: RoleKey,
  { subject, owner }: ClaimRow,
): Promise<void> {
  const others = await otherClaims(context, [subject], role);
  const foreign = others.find(one => one.owner !== owner);
  if (foreign) {
    throw new ConflictError(
      `users: ${titleOfSubject(subject)} is shared with ${foreign.owner} (${
        foreign.name
      }) since before claims existed, so it gets nothing new. Use another, or ask one of the two to remove theirs.`,
    );
  }
}

async function endOfClaim(
  trx: Knex.Transaction,
  role: RoleKey,
): Promise<string> {
  const last = await trx<EntryRow>('ledger_entries')
    .where(roleColumns(role))
    .whereIn('kind', ['revoked', 'released'])
    .orderBy('seq', 'desc')
    .first('kind');
  switch (last?.kind) {
    case 'revoked':
      return 'was removed in the meantime';
    case 'released':
      return 'was released, because no run started anything for a day or somebody discarded it';
    default:
      return "isn't claimed: register it as a set-up or create it first";
  }
}
