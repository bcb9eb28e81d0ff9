import {
  placeText,
  POLICY_LIMITS,
  PolicyDocument,
  roleArn,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { readIamQuotas, readRole } from '../../aws/iamReads';
import { putTrustPolicy } from '../../aws/iamWrites';
import { settledDocument } from '../../engine/policyChange';
import { PolicyHome } from '../../engine/policyHome';
import { readRoleStanding, RoleStanding } from '../shared/roleStanding';
import { trustAtBirth } from './hardening';
import { TrustWanted } from './wanted';

/** What the trust part reads. */
export interface TrustState {
  standing: RoleStanding;
  home: PolicyHome;
  /** As AWS holds it, or as the role will be created with. */
  document: PolicyDocument;
}

/** Reads the trust policy. */
export async function readTrustState(
  session: AwsSession,
  { role: target }: TrustWanted,
): Promise<TrustState> {
  const [standing, quotas] = await Promise.all([
    readRoleStanding(session, target),
    readIamQuotas(session, ''),
  ]);
  const home = trustHome(target, quotas.trustPolicySize ?? POLICY_LIMITS.trust);
  const { role } = standing;
  const document = role
    ? await settledDocument(session, home, Promise.resolve(role.trustPolicy))
    : undefined;
  return { standing, home, document: document ?? trustAtBirth(target) };
}

/** The trust policy of a role of the account. */
export function trustHome(target: RoleTarget, limit: number): PolicyHome {
  return {
    resource: placeText({ arn: roleArn(target), kind: 'trust-policy' }),
    name: `the trust policy of role ${target.roleName}`,
    unit: 'characters',
    limit,
    remedy:
      "Request fewer Regions or source ARNs, or ask the account's administrator to raise the quota for the length of role trust policies.",
    read: async session =>
      (await readRole.afresh(session, target.roleName))?.trustPolicy,
    write: (session, document) =>
      putTrustPolicy(session, target.roleName, document),
  };
}
