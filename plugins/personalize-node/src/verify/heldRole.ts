import {
  HeldAccess,
  HeldRole,
  PolicyAtPlace,
  POLICY_LIMITS,
  POLICY_VERSION,
  roleArn,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { IamRole } from '../aws/iam';
import {
  readAttachedPolicies,
  readInlinePolicies,
  readManagedPolicy,
  readRole,
} from '../aws/iamReads';
import { settledDocument } from '../engine/policyChange';
import { inlinePolicyHome } from '../parts/shared/inlinePolicy';
import { managedPolicyHome } from '../parts/shared/iamChanges';
import { INLINE_POLICIES } from '../parts/registry';
import { trustHome } from '../parts/trust/read';
import { answerOf } from './obstacles';

/** Reads the service role with everything that determines what it can do. */
export async function readServiceRole(
  session: AwsSession,
  target: RoleTarget,
): Promise<Pick<HeldAccess, 'role' | 'roleObstacle'>> {
  const { value: role, obstacle } = await answerOf(
    readHeldRole(session, target),
  );
  return {
    ...(role ? { role } : {}),
    ...(obstacle ? { roleObstacle: obstacle } : {}),
  };
}

/**
 * A role with its trust policy, policies and boundary; `undefined` if the account has
 * no role of that ARN. A role with that name at another path doesn't count.
 */
export async function readHeldRole(
  session: AwsSession,
  target: RoleTarget,
): Promise<HeldRole | undefined> {
  const role = await readRole(session, target.roleName);
  if (role?.arn !== roleArn(target)) {
    return undefined;
  }
  const [trust, inline, attached, boundary] = await Promise.all([
    readTrust(session, target, role),
    readInline(session, target),
    readAttachedTo(session, role.roleName),
    role.permissionsBoundary
      ? readBoundaryPolicy(session, role.permissionsBoundary)
      : undefined,
  ]);
  return {
    arn: role.arn,
    roleId: role.roleId,
    trust,
    policies: [...inline, ...attached],
    ...(boundary ? { boundary } : {}),
    tags: role.tags,
  };
}

async function readAttachedTo(
  session: AwsSession,
  roleName: string,
): Promise<PolicyAtPlace[]> {
  return readPoliciesAtPlaces(
    session,
    await readAttachedPolicies(session, roleName),
  );
}

/** Managed policies by ARN, as resources with documents. */
export function readPoliciesAtPlaces(
  session: AwsSession,
  arns: readonly string[],
): Promise<PolicyAtPlace[]> {
  return Promise.all(arns.map(arn => readPolicyAtPlace(session, arn)));
}

/** One managed policy, which may be deleted. */
export async function readPolicyAtPlace(
  session: AwsSession,
  arn: string,
): Promise<PolicyAtPlace> {
  const policy = await readManagedPolicy(session, arn);
  return {
    place: arn,
    document: await settledDocument(
      session,
      managedPolicyHome(arn),
      Promise.resolve(policy?.document),
    ),
  };
}

/** A deleted boundary allows nothing. */
export async function readBoundaryPolicy(
  session: AwsSession,
  arn: string,
): Promise<PolicyAtPlace> {
  const { document } = await readPolicyAtPlace(session, arn);
  return {
    place: arn,
    document: document ?? { Version: POLICY_VERSION, Statement: [] },
  };
}

async function readTrust(
  session: AwsSession,
  target: RoleTarget,
  { trustPolicy }: IamRole,
): Promise<PolicyAtPlace> {
  const home = trustHome(target, POLICY_LIMITS.trust);
  return {
    place: home.resource,
    document: await settledDocument(
      session,
      home,
      Promise.resolve(trustPolicy),
    ),
  };
}

/** Reads the product's own policies by name: they may be too new to be listed. */
async function readInline(
  session: AwsSession,
  target: RoleTarget,
): Promise<PolicyAtPlace[]> {
  const found = await readInlinePolicies(session, target.roleName);
  const names = new Set([...found.keys(), ...INLINE_POLICIES]);
  const policies = await Promise.all(
    [...names].map(async name => {
      const home = inlinePolicyHome(target, name);
      return {
        place: home.resource,
        document: await settledDocument(
          session,
          home,
          Promise.resolve(found.get(name)),
        ),
      };
    }),
  );
  return policies.filter(({ document }) => document !== undefined);
}
