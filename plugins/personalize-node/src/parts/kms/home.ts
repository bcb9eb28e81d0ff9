import { POLICY_LIMITS } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  principalNotAcceptedYet,
  putKeyPolicy,
  readKeyPolicy,
} from '../../aws/kms';
import { PolicyHome } from '../../engine/policyHome';

/** The policy of a key. */
export function keyHome(keyArn: string): PolicyHome {
  return {
    resource: keyArn,
    name: `the policy of key ${keyArn}`,
    unit: 'bytes',
    limit: POLICY_LIMITS.key,
    remedy:
      'Have the owner of the key remove statements that are no longer used, or use another key.',
    read: session => readKeyPolicy.afresh(session, keyArn),
    write: (session, document) => putKeyPolicy(session, keyArn, document),
    passing: principalNotAcceptedYet(keyArn),
  };
}
