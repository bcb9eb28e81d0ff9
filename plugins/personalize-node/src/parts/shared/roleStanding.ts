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

/** A role and whose it is. */
export interface RoleStanding extends TargetRole {
  /** On record neither as created nor as adopted: somebody else's, whatever tags it has. */
  isForeign: boolean;
  /** Somebody made it by hand and a run adopted it: what others gave it, it still has. */
  isAdopted: boolean;
  /** Somebody deleted the role that is on record, and created a foreign one under its name. */
  isReplaced: boolean;
  /** What makes a foreign role unfit to be used; none for any other. */
  surprises: Surprise[];
}

/**
 * Reads the role that a request names, and whether it is the one that runs created
 * or adopted: the ledger's unique id decides.
 */
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
 * Whether a role is the one that is on record under its name. Where no unique id is
 * on record our tag has to do: AWS created the role without an answer to the run.
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

/** Whether a role was adopted before unique ids were recorded: its service policy tells. */
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

/** What makes a role unfit to be adopted. */
export async function readSurprises(
  session: AwsSession,
  role: IamRole,
): Promise<Surprise[]> {
  return adoptionSurprises({
    ...role,
    policies: await readAllPolicies(session, role),
  });
}

/** Why nothing may be done to what stands at the role's name: it is somebody else's, and isn't adopted. */
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
        ? `role ${role.arn} isn't the one that the portal created or adopted: somebody deleted that one and created another (unique id ${role.roleId}). Nothing was changed. Find out who did it, then set adopt: true in personalize:create-role, or choose another name.`
        : `the account has a role ${role.arn} that the portal didn't create, according to the ledger. Choose another name, or set adopt: true in personalize:create-role.`,
    },
  ];
}

/** Whether a role may be given access, and why not. */
export interface RoleFitness {
  isRoleUnfit: boolean;
  faults: Conflict[];
}

/**
 * Whether a role may be given access: not one that somebody made by hand and that
 * can do more than use data or that others use too, and none without the boundary.
 * A role that is unfit is so for all parts; the first one says why.
 *
 * @param boundary - ARN of the boundary that the role has to have, if any
 * @param earlier - plans of the same run that are made before
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

/** Says why a role is unfit by what it can do and whom it lets in. */
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

/** Says that a role which exists hasn't got the boundary that it has to have. */
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

/** ARN of the role's managed policy; it stands at the role's own path. */
export function servicePolicyArn(role: RoleTarget): string {
  return managedPolicyArn(
    role.partition,
    role.accountId,
    role.rolePath,
    servicePolicyName(role.roleName),
  );
}
