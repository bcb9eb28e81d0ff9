import {
  PolicyDocument,
  trustDenies,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PartPlan } from '../../engine/plan';
import { planPolicyChange } from '../../engine/policyChange';
import { PolicyHome } from '../../engine/policyHome';
import { denyWarning } from '../shared/denies';
import { roleFitness } from '../shared/roleStanding';
import { waitsForRole } from '../shared/targetRole';
import { hardenedDocument, hardening } from './hardening';
import { TrustState } from './read';
import { trustTarget, TrustWanted } from './wanted';

/** Plans to narrow the trust policy as wanted. */
export function planTrust(
  wanted: TrustWanted,
  { standing, home, document }: TrustState,
  earlier: readonly PartPlan[] = [],
): PartPlan {
  // The part only checks what it would write: other principals keep their access.
  const { isRoleUnfit, faults } = roleFitness(
    { ...standing, surprises: [] },
    undefined,
    earlier,
  );
  const policy = planPolicyChange('trust', home, document, found =>
    hardenedDocument(wanted, found),
  );
  return {
    ...policy,
    part: 'trust',
    isRoleUnfit,
    faults: isRoleUnfit ? faults : policy.faults,
    warnings:
      policy.faults.length > 0
        ? []
        : [
            ...narrowingWarnings(wanted, home, document),
            ...trustDenies(document, home.resource, trustTarget(wanted)).map(
              deny => denyWarning('trust', home.resource, wanted.role, deny),
            ),
          ],
    ...waitsForRole(standing.role, wanted.role),
  };
}

/** The trust policy after the plan. */
export function trustAfter(
  wanted: TrustWanted,
  { document }: TrustState,
): PolicyDocument {
  return hardenedDocument(wanted, document);
}

/** The owner of a narrowed statement should know. */
function narrowingWarnings(
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
