import { ConflictError } from '@backstage/errors';
import {
  roleArn,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { IamRole, readRole, readRoleNames } from '../aws/iamReads';

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
      `roleName: "${target.roleName}" at path ${target.rolePath} was asked for, but the account has ${role.arn}, and IAM keeps role names apart without regard to case and path. ` +
        `Choose another name${
          role.roleName === target.roleName
            ? `, or ask for rolePath ${role.path}`
            : ''
        }.`,
    );
  }
  return role;
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
      `roleName: "${target.roleName}" was asked for, but the account has a role "${taken}", and IAM keeps role names apart without regard to case. Choose another name.`,
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
        )} doesn't exist. Create it first, with personalize:create-role; nothing was changed.`,
      };
}
