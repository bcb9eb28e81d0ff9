import { isDeepStrictEqual } from 'node:util';
import { Entity } from '@backstage/catalog-model';
import {
  isNameOfShared,
  partitionOf,
  RegisterRequest,
  roleArn,
  SETUP_ANNOTATIONS,
  setupEntityRef,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { ConflictError } from '@backstage/errors';
import { roleColumns } from '../ledger/entryRow';
import { RegisteredDetails } from '../record/entryDetails';
import { SetupRow } from '../record/storage';
import { ClaimRow, isOfRole } from '../record/tables';
import {
  ClaimContext,
  claimOfName,
  isClaimed,
  ownOf,
  refuseForeignClaims,
  refuseReserved,
  refuseSharing,
  refuseOtherClaim,
  roleIdFrom,
} from './claims';
import { itemOf, rowOf, rowOfRole } from './setupTable';

/** A registration, and the facts that were looked up for it. */
export interface Registration {
  request: RegisterRequest;
  person: string;
  /** What the catalog has under this name. */
  entity?: Entity;
  /**
   * How long the name of a removed set-up stays with its owner, in
   * milliseconds.
   */
  keepRevokedMs: number;
}

/**
 * Registers a set-up, and claims its role and its people's holders for the
 * owner.
 *
 * @returns its row, and whether the registration says anything new
 * @throws ConflictError as `refuseCollisions`, `refuseForeignClaims` and
 * `refuseSharing` say
 */
export async function register(
  context: ClaimContext,
  registration: Registration,
): Promise<{ row: SetupRow; changed: boolean }> {
  const { trx, ledger } = context;
  const { request, person, entity, keepRevokedMs } = registration;
  const { role, run, name, owner, holders = [] } = request;
  const claims = await ledger.claims(role, trx);
  const own = ownOf(role, claims);
  const registered = await rowOfRole(trx, role);
  refuseCollisions(
    request,
    {
      byName: await rowOf(trx, name),
      byRole: registered,
      claim: own,
      claimByName: await claimOfName(trx, name),
      entity,
    },
    { person, now: new Date(), keepRevokedMs },
  );
  await refuseForeignClaims(context, { role, holders, owner, claims });
  const isTransfer = registered !== undefined && registered.owner !== owner;
  if (isTransfer) {
    await refuseSharing(context, { role, owner, claims });
  }
  const details: RegisteredDetails = {
    name: registered?.name ?? name,
    ...(request.title !== undefined && { title: request.title }),
    ...(request.description !== undefined && {
      description: request.description,
    }),
    owner,
    ...(request.system !== undefined && { system: request.system }),
    region: role.region,
    rolePath: role.rolePath,
    roleName: role.roleName,
    holders,
    ...(request.requested && { requested: request.requested }),
    ...(own?.state === 'reserved' && roleIdFrom(own)),
  };
  const common = { role, person, run };
  if (isTransfer) {
    const transferred = {
      name: registered.name,
      from: registered.owner,
      to: owner,
    };
    await ledger.append(
      { ...common, kind: 'transferred', details: transferred },
      trx,
    );
  }
  const changed =
    !registered ||
    isNews(request, registered) ||
    !isClaimed(holders, role, claims);
  if (
    changed ||
    run.taskId !== registered.task_id ||
    person !== registered.requested_by
  ) {
    await ledger.append({ ...common, kind: 'registered', details }, trx);
  }
  const row = await rowOfRole(trx, role);
  if (!row) {
    throw new Error(`The set-up ${name} wasn't registered`);
  }
  return { row, changed };
}

/** Whether a registration says anything new. */
function isNews(
  { role, title, description, owner, system, requested }: RegisterRequest,
  row: SetupRow,
): boolean {
  return (
    owner !== row.owner ||
    (title ?? null) !== row.title ||
    (description ?? null) !== row.description ||
    (system ?? null) !== row.system ||
    role.roleName !== row.role_name ||
    role.rolePath !== row.role_path ||
    !isDeepStrictEqual(
      requested,
      row.requested ? JSON.parse(row.requested) : undefined,
    )
  );
}

/** Everything that may already have the name or the role. */
interface ExistingUses {
  /** The set-up with this name, even if it was removed. */
  byName?: SetupRow;
  /** The set-up that the role belongs to. */
  byRole?: SetupRow;
  /** The claim on the role. */
  claim?: ClaimRow;
  /** The active claim with this name, on this role or another. */
  claimByName?: ClaimRow;
  /** What the catalog has under this name. */
  entity?: Entity;
}

/** The person who registers, and the periods that apply. */
interface NameRules {
  /** Entity ref. */
  person: string;
  now: Date;
  /**
   * How long the name of a removed set-up stays with its owner, in
   * milliseconds.
   */
  keepRevokedMs: number;
}

/**
 * Refuses a registration that would take somebody else's name or role. The name
 * of a removed set-up stays with its owner as long as the catalog shows its
 * entity. The owner may use it again at once, also for another role.
 *
 * @throws ConflictError that names the owner of the name or role
 */
function refuseCollisions(
  request: RegisterRequest,
  { byName, byRole, claim, claimByName, entity }: ExistingUses,
  rules: NameRules,
): void {
  if (byRole && byRole.name_lower !== request.name.toLowerCase()) {
    throw new ConflictError(
      `name: role ${byRole.role_name} in account ${byRole.account_id} is the set-up "${byRole.name}" of ${byRole.owner}, and a role belongs to one set-up; use that name, or another role`,
    );
  }
  refuseReserved(claim, request.owner, request.adopts);
  refuseOtherClaim(claim, request.claimSeq, [
    request.owner,
    rules.person.toLowerCase(),
  ]);
  if (!byRole && claim) {
    refuseClaimed(request, claim, rules.person.toLowerCase());
  }
  if (!byName && isNameOfShared(request.name)) {
    throw new ConflictError(
      `name: "${request.name}" looks like the catalog name of a bucket or key; choose one that doesn't start with aws-s3- or aws-kms-`,
    );
  }
  if (byName?.revoked_at) {
    refuseRevokedName(request, byName, byName.revoked_at, rules);
  } else if (byName) {
    refuseActiveName(request, byName);
  }
  if (claimByName && !isOfRole(roleColumns(request.role))(claimByName)) {
    throw new ConflictError(
      `name: "${request.name}" is reserved for a role of ${claimByName.owner} without a set-up; choose another name`,
    );
  }
  if (entity) {
    refuseForeignEntity(request, entity, byName);
  }
}

/**
 * Only the person who made something without a set-up can give it to a team.
 */
function refuseClaimed(
  { owner, role }: RegisterRequest,
  claim: ClaimRow,
  person: string,
): void {
  if (claim.state === 'active' && ![owner, person].includes(claim.owner)) {
    throw new ConflictError(
      `roleName: role ${role.roleName} in account ${role.accountId} is claimed by ${claim.owner}, and only they can register it; ask them, or use another role`,
    );
  }
}

function refuseActiveName(
  { name, role }: RegisterRequest,
  byName: SetupRow,
): void {
  if (!isOfRole(roleColumns(role))(byName)) {
    throw new ConflictError(
      // Anyone who wants the name may know its owner; only readers of the
      // set-up may know the rest.
      `name: "${name}" is a set-up of ${byName.owner} for another role; choose another name`,
    );
  }
  if (byName.region !== role.region) {
    throw new ConflictError(
      `region: the set-up "${name}" of ${byName.owner} is for ${byName.region}, and a set-up has one Region; remove it first, or use another role and name for ${role.region}`,
    );
  }
}

function refuseRevokedName(
  { name, owner }: RegisterRequest,
  byName: SetupRow,
  revokedAt: string,
  { now, keepRevokedMs }: NameRules,
): void {
  const free = new Date(Date.parse(revokedAt) + keepRevokedMs);
  if (byName.owner !== owner && now < free) {
    throw new ConflictError(
      `name: "${name}" was the set-up of ${
        byName.owner
      }, was removed and stays in the catalog until ${free
        .toISOString()
        .slice(0, 10)}; choose another name`,
    );
  }
}

/**
 * The catalog's entity is ours if it shows this role, or the role that had the
 * name before.
 */
function refuseForeignEntity(
  { name, role }: RegisterRequest,
  entity: Entity,
  byName: SetupRow | undefined,
): void {
  const arn = entity.metadata.annotations?.[SETUP_ANNOTATIONS.roleArn];
  const ours = [
    roleArn({ ...role, partition: partitionOf(role.region) }),
    ...(byName ? [itemOf(byName).roleArn] : []),
  ];
  if (!ours.some(one => one.toLowerCase() === arn?.toLowerCase())) {
    const owner = entity.spec?.owner;
    throw new ConflictError(
      `name: the catalog already has another ${setupEntityRef(name)}, ${
        typeof owner === 'string' ? `of ${owner}` : 'which has no owner'
      }; choose another name`,
    );
  }
}
