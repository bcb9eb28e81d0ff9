import {
  PolicyDocument,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PolicyHome } from '../../engine/policyHome';
import { hardening, TrustWanted } from './hardening';

/** What is narrowed is somebody's, and they should know. */
export function narrowingWarnings(
  wanted: TrustWanted,
  { resource }: PolicyHome,
  document: PolicyDocument,
): Warning[] {
  return hardening(wanted, document)
    .decisions.filter(({ outcome }) =>
      ['tightened', 'taken-out'].includes(outcome),
    )
    .map(({ reason, index = 0, sid }) => ({
      part: 'trust',
      resource,
      message: `${reason} (trust policy of role ${wanted.role.roleName})`,
      statement: { document: resource, ...(sid ? { sid } : {}), index },
    }));
}
