import { NotAllowedError } from '@backstage/errors';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  BucketAccess,
  Claim,
  GuardedParts,
  KeyAccess,
  personalizeRoleAdoptPermission,
  Principal,
  RoleRecord,
  SetupIdentity,
  TrustSettings,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { SetupResource } from '../permissions/rules';
import {
  ActorEnvironment,
  isOwn,
  isPlatformPerson,
  requireActor,
} from './actor';
import { Initiator, refuseForeignOwner } from './initiator';

/** A request that guardrails, accounts, permissions and teams can judge. */
export type JudgedRequest = GuardedParts & {
  identity?: SetupIdentity;
  trust?: TrustSettings;
  keys?: KeyAccess[];
  buckets?: BucketAccess[];
  users?: UserAccess[];
};

/** Who an attempt acts for, and on what record. */
export interface ClaimStanding {
  /** What the permissions are checked for; each must be permitted. Not empty. */
  resources: SetupResource[];
  /** The owners of the buckets and keys that may be granted: entity refs of groups. */
  owners: string[];
  /** Without a claim that the initiator adopts. */
  record: RoleRecord;
}

/**
 * Judges an attempt by the claim of its role. A claimed role needs somebody who acts
 * for its owner; see {@link requireActor}. What a forced revoke left is reserved for
 * the last owner: others need `adopt`, as for an unclaimed role. Only a member of
 * both groups or a platform person can give a set-up a new owner. Nobody adopts
 * anything without a group, whatever the policy allows.
 *
 * @param needed - the permissions that the attempt needs: it adopts if that is among
 *   them, whatever its input says
 * @throws NotAllowedError
 */
export async function judgeClaim(
  environment: ActorEnvironment,
  initiator: Initiator,
  request: JudgedRequest,
  record: RoleRecord,
  needed: readonly ResourcePermission[],
): Promise<ClaimStanding> {
  const { role, identity } = request;
  const adopts = needed.some(
    ({ name }) => name === personalizeRoleAdoptPermission.name,
  );
  const claim =
    adopts && isLeftByOthers(initiator, record.claim)
      ? undefined
      : record.claim;
  if (adopts && !claim) {
    requireGroup(initiator, role);
  }
  if (identity) {
    await requireOwner(environment, initiator, request, identity, record);
  }
  if (claim) {
    const subject = `role ${role.roleName}`;
    const otherwise = 'choose another name';
    await requireActor(
      environment,
      initiator,
      claim,
      role,
      claim.state === 'active'
        ? { subject, otherwise }
        : {
            subject: `${subject}, which a set-up left`,
            otherwise: `set adopt: true, or ${otherwise}`,
          },
    );
  }
  const owner = identity?.owner ?? claim?.owner;
  return {
    resources: resourcesOf(initiator, request, claim),
    // A person's role is judged by the groups of the initiator.
    owners: owner?.startsWith('group:') ? [owner] : initiator.groups,
    record: { ...record, claim },
  };
}

function isLeftByOthers(
  initiator: Initiator,
  claim: Claim | undefined,
): boolean {
  return claim?.state === 'reserved' && !isOwn(initiator, claim);
}

function requireGroup(
  { person, groups }: Initiator,
  { roleName }: JudgedRequest['role'],
): void {
  if (groups.length === 0) {
    throw new NotAllowedError(
      `adopt: ${person} belongs to no group, and only a group can adopt a role; nothing was called. Ask somebody in the team that should own role ${roleName} to do it, or ask the team that runs the portal.`,
    );
  }
}

/**
 * Makes sure that a set-up is requested for a group of the initiator. A platform
 * person may request any group for an existing set-up, to run it again for its owner
 * or to hand it over. If its owner left the catalog, only they may.
 */
async function requireOwner(
  environment: ActorEnvironment,
  initiator: Initiator,
  { role }: JudgedRequest,
  { name, owner }: SetupIdentity,
  { claim, setup }: RoleRecord,
): Promise<void> {
  const isOrphan = setup?.ownerMissing === true && setup.owner !== owner;
  if (initiator.groups.includes(owner) && !isOrphan) {
    return;
  }
  const { accountId, region } = role;
  const resource = { accountId, region, owners: [owner], setup: name };
  if (claim && (await isPlatformPerson(environment, initiator, resource))) {
    return;
  }
  refuseForeignOwner(initiator, owner);
  throw new NotAllowedError(
    `owner: the owner of set-up "${setup?.name}" left the catalog, so only the team that runs the portal can give it a new one; nothing was called. Ask them.`,
  );
}

/**
 * The requested set-up, and the one that the role belongs to; without one, what the
 * person's groups may do.
 */
function resourcesOf(
  { person, groups }: Initiator,
  { role, identity, users }: JudgedRequest,
  claim: Claim | undefined,
): SetupResource[] {
  const common = {
    accountId: role.accountId,
    region: role.region,
    principalTypes: users && typesIn(users),
  };
  const subjects: { name?: string; owners: string[] }[] = [];
  if (identity) {
    subjects.push({ name: identity.name, owners: [identity.owner] });
  }
  const isSame =
    claim?.owner === identity?.owner && claim?.name === identity?.name;
  if (claim && !isSame && claim.owner !== person.toLowerCase()) {
    subjects.push({ name: claim.name, owners: [claim.owner] });
  }
  return (subjects.length > 0 ? subjects : [{ owners: groups }]).map(
    ({ name, owners }) => ({ ...common, owners, setup: name }),
  );
}

function typesIn(
  users: NonNullable<JudgedRequest['users']>,
): Principal['type'][] {
  return [
    ...new Set(
      users.flatMap(({ principals }) => principals.map(({ type }) => type)),
    ),
  ];
}
