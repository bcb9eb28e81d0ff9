import { ConflictError } from '@backstage/errors';
import {
  adoptionSurprises,
  ForeignPolicyError,
  managedPolicyArn,
  RoleTarget,
  servicePolicyName,
  Surprise,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import {
  IamPolicy,
  IamRole,
  readAttachedPolicies,
  readInlinePolicies,
  readManagedPolicy,
} from '../aws/iamReads';
import { isManaged } from './managedTag';
import { readPersonalizeRole } from './targetRole';

/** A role and whose it is. */
export interface RoleStanding {
  /** Absent where it doesn't exist yet. */
  role: IamRole | undefined;
  /** Neither created nor adopted by the product: somebody made it by hand. */
  isForeign: boolean;
  /** Made by hand and adopted by the product: what others gave it, it still has. */
  isAdopted: boolean;
  /** What makes a foreign role unfit to be used; none for any other. */
  surprises: Surprise[];
}

/**
 * Reads the role that a request names, and whether the product created it or
 * adopted it, which its own service policy on the role tells.
 *
 * @throws ConflictError as `readPersonalizeRole` does
 */
export async function readRoleStanding(
  session: AwsSession,
  target: RoleTarget,
): Promise<RoleStanding> {
  const role = await readPersonalizeRole(session, target);
  if (!role || isManaged(role.tags)) {
    return { role, isForeign: false, isAdopted: false, surprises: [] };
  }
  const attached = await readAttachedPolicies(session, role.roleName);
  if (await isAdopted(session, target, attached)) {
    return { role, isForeign: false, isAdopted: true, surprises: [] };
  }
  const policies = await readAllPolicies(session, role, attached);
  return {
    role,
    isForeign: true,
    isAdopted: false,
    surprises: adoptionSurprises({ ...role, policies }),
  };
}

/** A policy of that name may be somebody's own; the tag tells. */
async function isAdopted(
  session: AwsSession,
  target: RoleTarget,
  attached: string[],
): Promise<boolean> {
  const arn = servicePolicyArn(target);
  const policy = attached.includes(arn)
    ? await readManagedPolicy(session, arn)
    : undefined;
  return policy !== undefined && isManaged(policy.tags);
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
      } wasn't created here and isn't fit to be given access: ${texts.join(
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
      `permissionsBoundary: ${boundary} was asked for, but role ${
        role.arn
      } has ${
        role.permissionsBoundary ?? 'none'
      }, and the portal never changes the boundary of a role that exists. Have the account's administrator set it, or choose another role name.`,
    );
  }
}

/** All policies of a role, inline and attached, by name or ARN. */
export async function readAllPolicies(
  session: AwsSession,
  role: IamRole,
  attached: string[],
): Promise<{ name: string; document: IamPolicy['document'] }[]> {
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
