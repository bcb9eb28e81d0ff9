import {
  roleArn,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { readRole } from '../../aws/iamReads';
import { putTrustPolicy } from '../../aws/iamWrites';
import { PolicyHome } from '../../engine/policyHome';

/** The trust policy of a role of the account. */
export function trustHome(target: RoleTarget, limit: number): PolicyHome {
  return {
    resource: `${roleArn(target)}#trust-policy`,
    name: `the trust policy of role ${target.roleName}`,
    unit: 'characters',
    limit,
    remedy:
      "Ask for fewer Regions or source ARNs, or have the account's administrator raise the quota for the length of role trust policies.",
    read: async session =>
      (await readRole.afresh(session, target.roleName))?.trustPolicy,
    write: (session, document) =>
      putTrustPolicy(session, target.roleName, document),
  };
}
