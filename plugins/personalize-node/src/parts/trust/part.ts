import {
  POLICY_LIMITS,
  PolicyDocument,
  roleArn,
  trustDenies,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { readIamQuotas } from '../../aws/iamReads';
import { planPolicyChange, settledDocument } from '../../engine/policyChange';
import { PolicyHome, roomIn } from '../../engine/policyHome';
import { Part } from '../part';
import { denyWarning } from '../shared/denies';
import { heldInIam } from '../shared/heldInIam';
import { readRoleStanding, RoleStanding } from '../shared/roleStanding';
import { waitsForRole } from '../shared/targetRole';
import { trustHome } from './home';
import { hardened, trustAtBirth, trustTarget, TrustWanted } from './plan';
import { AddedTrust, planTrustRevoke, readAddedTrust } from './revoke';
import { narrowingWarnings } from './warnings';

/** What the trust part reads. */
export interface TrustState {
  standing: RoleStanding;
  home: PolicyHome;
  /** As AWS holds it, or as the role will be born with. */
  document: PolicyDocument;
}

/** The trust policy as it is, or would be, after the plan. */
export function trustAfter(
  wanted: TrustWanted,
  { document }: TrustState,
): PolicyDocument {
  return hardened(wanted, document);
}

/** The trust policy: who may assume the role. */
export const trustPart: Part<TrustWanted, TrustWanted, TrustState, AddedTrust> =
  {
    name: 'trust',

    wanted: ({ role, trust }) => ({ role, trust }),

    async read(session, { role: target }) {
      const [standing, quotas] = await Promise.all([
        readRoleStanding(session, target),
        readIamQuotas(session, ''),
      ]);
      const home = trustHome(
        target,
        quotas.trustPolicySize ?? POLICY_LIMITS.trust,
      );
      const { role } = standing;
      const document = role
        ? await settledDocument(
            session,
            home,
            Promise.resolve(role.trustPolicy),
          )
        : undefined;
      return { standing, home, document: document ?? trustAtBirth(target) };
    },

    plan(wanted, { standing, home, document }) {
      const edit = (found: PolicyDocument | undefined) =>
        hardened(wanted, found);
      return {
        part: 'trust',
        changes: planPolicyChange('trust', home, document, edit),
        warnings: [
          ...narrowingWarnings(wanted, home, document),
          ...trustDenies(document, home.resource, trustTarget(wanted)).map(
            deny => denyWarning('trust', home.resource, wanted.role, deny),
          ),
        ],
        room: [roomIn(home, edit(document))],
        ...waitsForRole(standing.role, wanted.role),
      };
    },

    outputs: (wanted, state) => ({
      roleArn: roleArn(wanted.role),
      trustPolicy: trustAfter(wanted, state),
    }),

    asked: ({ trust }) => ({ trust: { trust } }),

    expected: ({ trust }) => (trust ? { trust: trust.trust } : {}),

    heldNow: heldInIam,

    readAdded: readAddedTrust,
    planRevoke: planTrustRevoke,
  };
