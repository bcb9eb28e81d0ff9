import {
  identityAllows,
  PolicyDocument,
  RoleTarget,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { IamRole } from '../../aws/iam';
import { readManagedPolicy } from '../../aws/iamReads';
import { Grant, roleRequest } from './personalizeRequests';

/** The permissions boundary that limits the role. */
export interface Boundary {
  arn: string;
  document: PolicyDocument;
}

/**
 * The role's boundary or, before the role exists, its planned one.
 *
 * @param planned - ARN of the boundary of a role not created yet
 */
export async function readBoundary(
  session: AwsSession,
  role: IamRole | undefined,
  planned: string | undefined,
): Promise<Boundary | undefined> {
  const arn = role ? role.permissionsBoundary : planned;
  const policy = arn ? await readManagedPolicy(session, arn) : undefined;
  return policy && { arn: policy.arn, document: policy.document };
}

/**
 * Warns about what a boundary takes away from a grant. The role's boundary also
 * limits access from a policy that names the role.
 * Source: IAM User Guide, "Permissions boundaries for IAM entities".
 */
export function boundaryWarnings(
  target: RoleTarget,
  boundary: Boundary | undefined,
  grant: Grant,
): Warning[] {
  if (!boundary) {
    return [];
  }
  const policies = [{ name: boundary.arn, document: boundary.document }];
  const missing = grant.uses.filter(
    use => identityAllows(policies, roleRequest(target, use)).answer !== 'yes',
  );
  return missing.length > 0
    ? [
        {
          part: grant.part,
          resource: grant.resource,
          message:
            `The permissions boundary ${boundary.arn} may not allow ${missing
              .map(({ action }) => action)
              .join(', ')} on ${grant.resource}. ` +
            `A boundary limits the role ${target.roleName}, whatever we grant; ask its owner to allow these actions.`,
        },
      ]
    : [];
}
