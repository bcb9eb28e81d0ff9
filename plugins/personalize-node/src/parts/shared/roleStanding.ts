import {
  adoptionSurprises,
  Conflict,
  managedPolicyArn,
  RoleTarget,
  servicePolicyName,
  Surprise,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { IamPolicy, IamRole } from '../../aws/iam';
import { RoleOnRecord } from '../../aws/rolesOnRecord';
import { PartPlan } from '../../engine/plan';
import {
  readAttachedPolicies,
  readInlinePolicies,
  readManagedPolicy,
} from '../../aws/iamReads';
import { isManaged } from './tags';
import { readPersonalizeRole, TargetRole } from './targetRole';

/** A role and whether it is ours. */
export interface RoleStanding extends TargetRole {
  /** The record names it neither as created nor as adopted: it is someone else's, whatever its tags. */
  isForeign: boolean;
  /** Someone made it by hand and a run adopted it: it still has what others gave it. */
  isAdopted: boolean;
  /** Someone deleted the recorded role and created a foreign one under its name. */
  isReplaced: boolean;
  /** Why a foreign role is unfit for use; empty for any other role. */
  surprises: Surprise[];
}

/** Reads the requested role, and whether runs created or adopted it: the ledger's unique id decides. */
export async function readRoleStanding(
  session: AwsSession,
  target: RoleTarget,
): Promise<RoleStanding> {
  const found = await readPersonalizeRole(session, target);
  const { role } = found;
  const ours = {
    ...found,
    isForeign: false,
    isAdopted: false,
    isReplaced: false,
    surprises: [],
  };
  if (!role) {
    return ours;
  }
  const known = session.rolesOnRecord.get(role.arn);
  if (isOnRecord(session, role) || (await wasAdopted(session, target, known))) {
    // Adopted roles don't get our tag.
    return { ...ours, isAdopted: !known?.isCreated && !isManaged(role.tags) };
  }
  return {
    ...ours,
    isForeign: true,
    isReplaced: known !== undefined && known.ids.length > 0,
    surprises: await readSurprises(session, role),
  };
}

/**
 * Whether a role is the one on record under its name. Without a recorded unique id,
 * our tag decides: AWS created the role but the run got no answer.
 */
export function isOnRecord(
  { rolesOnRecord }: Pick<AwsSession, 'rolesOnRecord'>,
  { arn, roleId, tags }: IamRole,
): boolean {
  const known = rolesOnRecord.get(arn);
  return known === undefined || known.ids.length > 0
    ? known?.ids.includes(roleId) ?? false
    : isManaged(tags);
}

/** Whether a role was adopted before unique ids were recorded: its service policy shows it. */
async function wasAdopted(
  session: AwsSession,
  target: RoleTarget,
  known: RoleOnRecord | undefined,
): Promise<boolean> {
  if (!known || known.isCreated || known.ids.length > 0) {
    return false;
  }
  const arn = servicePolicyArn(target);
  const attached = await readAttachedPolicies(session, target.roleName);
  const policy = attached.includes(arn)
    ? await readManagedPolicy(session, arn)
    : undefined;
  return policy !== undefined && isManaged(policy.tags);
}

/** Why a role is unfit for adoption. */
export async function readSurprises(
  session: AwsSession,
  role: IamRole,
): Promise<Surprise[]> {
  return adoptionSurprises({
    ...role,
    policies: await readAllPolicies(session, role),
  });
}

/** Why the role at this name must not be touched: it is someone else's and isn't adopted. */
export function foreignRoleFaults(
  { role, misfit, isForeign, isReplaced }: RoleStanding,
  { adopt }: { adopt: boolean },
): Conflict[] {
  if (misfit) {
    return [misfit];
  }
  if (!role || !isForeign || adopt) {
    return [];
  }
  return [
    {
      field: 'roleName',
      message: isReplaced
        ? `role ${role.arn} isn't the one that the portal created or adopted: somebody deleted that one and created another (unique id ${role.roleId}). It wasn't changed. Find out who did it, then set adopt: true in personalize:create-role, or choose another name.`
        : `the account has a role ${role.arn} that the portal didn't create, according to the ledger. Choose another name, or set adopt: true in personalize:create-role.`,
    },
  ];
}

/** Whether a role may get access, and why not. */
export interface RoleFitness {
  isRoleUnfit: boolean;
  faults: Conflict[];
}

/**
 * Whether a role may get access. It may not if it was made by hand and can do more
 * than use data, if others use it too, or if it lacks the boundary. An unfit role is
 * unfit for all parts; the first one says why.
 *
 * @param boundary - ARN of the boundary that the role must have, if any
 * @param earlier - earlier plans of the same run
 */
export function roleFitness(
  { role, misfit, surprises }: RoleStanding,
  boundary: string | undefined,
  earlier: readonly PartPlan[],
): RoleFitness {
  if (earlier.some(({ isRoleUnfit }) => isRoleUnfit)) {
    return { isRoleUnfit: true, faults: [] };
  }
  const faults = [
    ...(misfit ? [misfit] : []),
    ...surpriseFaults(
      'roleName',
      `role ${role?.arn} wasn't created by the portal and can't be given access`,
      surprises,
    ),
    ...boundaryFaults(role, boundary),
  ];
  return { isRoleUnfit: faults.length > 0, faults };
}

/** Reports why a role is unfit: what it can do and whom it lets in. */
export function surpriseFaults(
  field: string,
  what: string,
  surprises: readonly Surprise[],
): Conflict[] {
  const messageOf = (texts: string[]) =>
    `${what}: ${texts.join(
      '; ',
    )}. Remove that from the role, or choose another name.`;
  return surprises.length > 0
    ? [
        {
          field,
          message: messageOf(surprises.map(({ message }) => message)),
          unquoted: messageOf(surprises.map(({ unquoted }) => unquoted)),
        },
      ]
    : [];
}

/** Reports that an existing role lacks the boundary that it must have. */
export function boundaryFaults(
  role: IamRole | undefined,
  boundary: string | undefined,
): Conflict[] {
  return role && boundary && role.permissionsBoundary !== boundary
    ? [
        {
          field: 'permissionsBoundary',
          message: `${boundary} was requested, but role ${role.arn} has ${
            role.permissionsBoundary ?? 'none'
          }, and the portal never changes the boundary of an existing role. Ask the account's administrator to set it, or choose another role name.`,
        },
      ]
    : [];
}

/** All policies of a role, inline and attached, by name or ARN. */
async function readAllPolicies(
  session: AwsSession,
  role: IamRole,
): Promise<{ name: string; document: IamPolicy['document'] }[]> {
  const attached = await readAttachedPolicies(session, role.roleName);
  const [inline, managed] = await Promise.all([
    readInlinePolicies(session, role.roleName),
    Promise.all(attached.map(arn => readManagedPolicy(session, arn))),
  ]);
  return [
    ...[...inline].map(([name, document]) => ({ name, document })),
    ...managed.flatMap(policy =>
      policy ? [{ name: policy.arn, document: policy.document }] : [],
    ),
  ];
}

/** ARN of the role's managed policy; it has the role's path. */
export function servicePolicyArn(role: RoleTarget): string {
  return managedPolicyArn(
    role.partition,
    role.accountId,
    role.rolePath,
    servicePolicyName(role.roleName),
  );
}
