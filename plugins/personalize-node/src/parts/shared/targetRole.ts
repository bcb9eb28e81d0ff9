import {
  Conflict,
  PEOPLE_TRUST_SID,
  roleArn,
  RoleTarget,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { IamRole } from '../../aws/iam';
import { readRole, readRoleNames } from '../../aws/iamReads';
import { isManaged } from './tags';

/** What exists under the name of the requested role. */
export interface TargetRole {
  /** Undefined if it doesn't exist yet, or another one is in its place. */
  role: IamRole | undefined;
  /** What is in its place. */
  misfit?: Conflict;
}

/**
 * Reads the requested role. A role at another path, or with a name that differs only
 * in case, takes its place: IAM names are unique regardless of case and path.
 */
export async function readTargetRole(
  session: AwsSession,
  target: RoleTarget,
): Promise<TargetRole> {
  const role = await readRole(session, target.roleName);
  return role && role.arn !== roleArn(target)
    ? {
        role: undefined,
        misfit: {
          field: 'roleName',
          message:
            `"${target.roleName}" at path ${target.rolePath} was requested, but the account has ${role.arn}, and IAM ignores case and path in role names. ` +
            `Choose another name${
              role.roleName === target.roleName
                ? `, or use rolePath ${role.path}`
                : ''
            }.`,
        },
      }
    : { role };
}

/**
 * The same for a role that Personalize will use. A role that the product made for
 * people takes its place too: people and Personalize never share a role.
 */
export async function readPersonalizeRole(
  session: AwsSession,
  target: RoleTarget,
): Promise<TargetRole> {
  const found = await readTargetRole(session, target);
  return found.role && isForPeople(found.role)
    ? {
        role: undefined,
        misfit: {
          field: 'roleName',
          message: `role ${found.role.arn} is a role for people, by its trust policy, and Personalize needs a separate role. Choose another name.`,
        },
      }
    : found;
}

function isForPeople({ tags, trustPolicy }: IamRole): boolean {
  return (
    isManaged(tags) &&
    statementsOf(trustPolicy).some(({ Sid }) => Sid === PEOPLE_TRUST_SID)
  );
}

/** Why a role can't be created under its name: another has it in a different case. */
export async function nameTakenInOtherCase(
  session: AwsSession,
  target: RoleTarget,
): Promise<Conflict[]> {
  const names = await readRoleNames(session, '');
  const taken = names.find(
    name => name.toLowerCase() === target.roleName.toLowerCase(),
  );
  return taken
    ? [
        {
          field: 'roleName',
          message: `"${target.roleName}" was requested, but the account has a role "${taken}", and IAM ignores case in role names. Choose another name.`,
        },
      ]
    : [];
}

/** Why a plan for a missing role can't be made yet. */
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
