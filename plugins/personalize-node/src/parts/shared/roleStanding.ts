import { ConflictError } from '@backstage/errors';
import {
  adoptionSurprises,
  ForeignPolicyError,
  managedPolicyArn,
  RoleTarget,
  servicePolicyName,
  Surprise,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { IamPolicy, IamRole } from '../../aws/iam';
import { RoleOnRecord } from '../../aws/rolesOnRecord';
import {
  readAttachedPolicies,
  readInlinePolicies,
  readManagedPolicy,
} from '../../aws/iamReads';
import { isManaged } from './tags';
import { readPersonalizeRole } from './targetRole';

/** A role and whose it is. */
export interface RoleStanding {
  /** Undefined where it doesn't exist yet. */
  role: IamRole | undefined;
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
 *
 * @throws ConflictError as `readPersonalizeRole` does
 */
export async function readRoleStanding(
  session: AwsSession,
  target: RoleTarget,
): Promise<RoleStanding> {
  const role = await readPersonalizeRole(session, target);
  const ours = {
    role,
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

/**
 * Makes sure that nothing is done to a role of somebody else's, unless it is
 * adopted.
 *
 * @throws ConflictError that says what to do
 */
export function refuseForeignRole(
  { role, isForeign, isReplaced }: RoleStanding,
  { adopt }: { adopt: boolean },
): void {
  if (!role || !isForeign || adopt) {
    return;
  }
  throw new ConflictError(
    isReplaced
      ? `roleName: role ${role.arn} isn't the one that the portal created or adopted: somebody deleted that one and created another (unique id ${role.roleId}). Nothing was changed. Find out who did it, then set adopt: true in personalize:create-role, or choose another name.`
      : `roleName: the account has a role ${role.arn} that the portal didn't create, according to the ledger. Choose another name, or set adopt: true in personalize:create-role.`,
  );
}

/**
 * Makes sure that a role may be given access.
 *
 * @param boundary - ARN of the boundary that the role has to have, if any
 * @throws ConflictError for a role that somebody made by hand and that can do
 * more than use data, or that others use too; and for one without the boundary
 */
export function refuseUnfitRole(
  { role, surprises }: RoleStanding,
  boundary: string | undefined,
): void {
  if (!role) {
    return;
  }
  if (surprises.length > 0) {
    const messageOf = (texts: string[]) =>
      `roleName: role ${
        role.arn
      } wasn't created by the portal and can't be given access: ${texts.join(
        '; ',
      )}. Remove that from the role, or choose another name.`;
    throw new ForeignPolicyError(
      messageOf(surprises.map(({ message }) => message)),
      messageOf(surprises.map(({ unquoted }) => unquoted)),
    );
  }
  refuseOtherBoundary(role, boundary);
}

/**
 * Makes sure that a role that exists has the boundary it has to have.
 *
 * @throws ConflictError where it has another one or none
 */
export function refuseOtherBoundary(
  role: IamRole,
  boundary: string | undefined,
): void {
  if (boundary && role.permissionsBoundary !== boundary) {
    throw new ConflictError(
      `permissionsBoundary: ${boundary} was requested, but role ${
        role.arn
      } has ${
        role.permissionsBoundary ?? 'none'
      }, and the portal never changes the boundary of an existing role. Ask the account's administrator to set it, or choose another role name.`,
    );
  }
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
