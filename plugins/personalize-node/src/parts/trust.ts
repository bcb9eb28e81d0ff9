import { ConflictError } from '@backstage/errors';
import {
  hardenTrust,
  ownedSid,
  ownedStatements,
  POLICY_LIMITS,
  PolicyDocument,
  roleArn,
  RoleTarget,
  TrustSettings,
  trustStatement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { IamRole, readIamQuotas, readRole } from '../aws/iamReads';
import { putTrustPolicy } from '../aws/iamWrites';
import { Part, PartPlan } from '../engine/plan';
import { planPolicyChange, settledDocument } from '../engine/policyChange';
import { PolicyHome, roomIn } from '../engine/policyHome';
import { readTargetRole, waitsForRole } from './targetRole';

/** Whom the role's trust policy shall let in. */
export interface TrustWanted {
  role: RoleTarget;
  trust: TrustSettings;
}

/** What the trust part reads. */
export interface TrustState {
  role: IamRole | undefined;
  home: PolicyHome;
  /** As AWS holds it, or as the role will be born with. */
  document: PolicyDocument;
}

/** The trust policy: who may assume the role. */
export const trustPart: Part<TrustWanted, TrustState> = {
  name: 'trust',

  async read(session, { role: target }) {
    const [role, quotas] = await Promise.all([
      readTargetRole(session, target),
      readIamQuotas(session, ''),
    ]);
    const home = trustHome(
      target,
      quotas.trustPolicySize ?? POLICY_LIMITS.trust,
    );
    const document = role
      ? await settledDocument(session, home, Promise.resolve(role.trustPolicy))
      : undefined;
    return { role, home, document: document ?? trustAtBirth(target) };
  },

  plan(wanted, { role, home, document }) {
    const changes = planPolicyChange('trust', home, document, found =>
      hardened(wanted, found),
    );
    return {
      part: 'trust',
      changes,
      warnings: [],
      room: [roomIn(home, hardened(wanted, document))],
      ...waitsForRole(role, wanted.role),
    };
  },

  /** A hardened trust stays: opening it again would let other accounts in. */
  planRevoke(_wanted, { home, document }): PartPlan {
    return {
      part: 'trust',
      changes: [],
      warnings: [],
      room: [roomIn(home, document)],
    };
  },
};

/**
 * The trust policy that a role is created with: hardened from the first moment,
 * for its own Region.
 */
export function trustAtBirth(role: RoleTarget): PolicyDocument {
  return hardened(
    { role, trust: { regions: [role.region], sourceArns: [] } },
    undefined,
  );
}

/**
 * The trust policy with what lets Personalize in narrowed to what is wanted.
 *
 * @throws ConflictError for a statement that can't be narrowed without shutting
 * somebody else out, and for one under an owned Sid that isn't owned
 */
export function hardened(
  { role, trust }: TrustWanted,
  document: PolicyDocument | undefined,
): PolicyDocument {
  const sid = ownedSid('Trust', role, roleArn(role));
  const target = {
    partition: role.partition,
    accountId: role.accountId,
    regions: trust.regions,
    sourceArns: trust.sourceArns,
  };
  const result = hardenTrust({
    document,
    target,
    ownedStatement: trustStatement(target, sid),
    isOwned: ownedStatements(document, {
      documentName: `role ${role.roleName}`,
      roleArn: roleArn(role),
      certify: () => [sid],
      wantedSids: new Set([sid]),
      principals: 'required',
    }),
  });
  if (result.stops.length > 0) {
    throw new ConflictError(
      result.stops
        .map(stop => `Trust policy of role ${role.roleName}: ${stop.message}`)
        .join('\n'),
    );
  }
  return result.document;
}

function trustHome(target: RoleTarget, limit: number): PolicyHome {
  return {
    resource: `${roleArn(target)}#trust-policy`,
    name: `the trust policy of role ${target.roleName}`,
    unit: 'characters',
    limit,
    read: async session =>
      (await readRole.afresh(session, target.roleName))?.trustPolicy,
    write: (session, document) =>
      putTrustPolicy(session, target.roleName, document),
  };
}
