import { ConflictError } from '@backstage/errors';
import {
  PEOPLE_TRUST_SID,
  roleArn,
  RoleTarget,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { IamRole } from '../../aws/iam';
import { readRole, readRoleNames } from '../../aws/iamReads';
import { isManaged } from './tags';

/**
 * The role that a request names, as AWS holds it; `undefined` where it doesn't
 * exist yet.
 *
 * @throws ConflictError when another role stands in its place: one at another
 * path, or one whose name differs by case only. IAM keeps names apart without
 * regard to case and path.
 */
export async function readTargetRole(
  session: AwsSession,
  target: RoleTarget,
): Promise<IamRole | undefined> {
  const role = await readRole(session, target.roleName);
  if (role && role.arn !== roleArn(target)) {
    throw new ConflictError(
      `roleName: "${target.roleName}" at path ${target.rolePath} was requested, but the account has ${role.arn}, and IAM ignores case and path in role names. ` +
        `Choose another name${
          role.roleName === target.roleName
            ? `, or use rolePath ${role.path}`
            : ''
        }.`,
    );
  }
  return role;
}

/**
 * The same for a role that is to be Personalize's.
 *
 * @throws ConflictError as {@link readTargetRole} does, and for a role that the
 * product made for people: they and Personalize never share one
 */
export async function readPersonalizeRole(
  session: AwsSession,
  target: RoleTarget,
): Promise<IamRole | undefined> {
  const role = await readTargetRole(session, target);
  if (role && isForPeople(role)) {
    throw new ConflictError(
      `roleName: role ${role.arn} is a role for people, by its trust policy, and Personalize needs a separate role. Choose another name.`,
    );
  }
  return role;
}

function isForPeople({ tags, trustPolicy }: IamRole): boolean {
  return (
    isManaged(tags) &&
    statementsOf(trustPolicy).some(({ Sid }) => Sid === PEOPLE_TRUST_SID)
  );
}

/**
 * Makes sure that a role can be created under its name.
 *
 * @throws ConflictError when a role has the name in another case
 */
export async function refuseNameTakenInOtherCase(
  session: AwsSession,
  target: RoleTarget,
): Promise<void> {
  const names = await readRoleNames(session, '');
  const taken = names.find(
    name => name.toLowerCase() === target.roleName.toLowerCase(),
  );
  if (taken) {
    throw new ConflictError(
      `roleName: "${target.roleName}" was requested, but the account has a role "${taken}", and IAM ignores case in role names. Choose another name.`,
    );
  }
}

/** Why a plan for a role that doesn't exist can't be made yet. */
export function waitsForRole(
  role: IamRole | undefined,
  target: RoleTarget,
): { waitsFor?: string } {
  return role
    ? {}
    : {
        waitsFor: `roleName: role ${roleArn(
          target,
        )} doesn't exist; nothing was changed. Create it first with personalize:create-role.`,
      };
}
