import {
  ForeignPolicyError,
  HardenedTrust,
  hardenTrust,
  isPolicyDocument,
  ownedSid,
  ownedStatements,
  POLICY_LIMITS,
  PolicyDocument,
  PolicyStatement,
  roleArn,
  RoleTarget,
  sameDocument,
  sameStatement,
  staleForeignStatements,
  statementsOf,
  trustDenies,
  TrustSettings,
  trustStatement,
  TrustTarget,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { IamRole, readIamQuotas, readRole } from '../aws/iamReads';
import { putTrustPolicy } from '../aws/iamWrites';
import { planPolicyChange, settledDocument } from '../engine/policyChange';
import { PolicyHome, roomIn } from '../engine/policyHome';
import { Recorded } from '../engine/revocable';
import { denyWarning } from './denies';
import { heldInIam } from './heldInIam';
import { Part } from './part';
import { documentWritten, holdingOf, notCreatedHere } from './recorded';
import { readRoleStanding, RoleStanding } from './roleStanding';
import { staleStatementError } from './staleStatement';
import { waitsForRole } from './targetRole';

/** Whom the role's trust policy shall let in. */
export interface TrustWanted {
  role: RoleTarget;
  trust: TrustSettings;
}

/** What the trust part reads. */
export interface TrustState {
  standing: RoleStanding;
  home: PolicyHome;
  /** As AWS holds it, or as the role will be born with. */
  document: PolicyDocument;
}

/** The trust policy of a role that is taken back. */
export interface AddedTrust {
  home: PolicyHome;
  /** Absent where the role is gone. */
  document: PolicyDocument | undefined;
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

    async readAdded(session, { role: target, found }) {
      const home = trustHome(target, POLICY_LIMITS.trust);
      return {
        home,
        document:
          found &&
          (await settledDocument(
            session,
            home,
            Promise.resolve(found.trustPolicy),
          )),
      };
    },

    /**
     * A trust policy goes with its role. That of a role which stays is left as
     * narrow as it is: opening it again would let other accounts in.
     */
    planRevoke(recorded, { home, document }) {
      const isAdopted =
        recorded.found && notCreatedHere(recorded, recorded.found);
      return {
        part: 'trust',
        changes: [],
        warnings: [],
        room: [roomIn(home, document)],
        blockers: [],
        kept:
          isAdopted && holdingOf(recorded, home.resource)
            ? [
                {
                  resource: home.resource,
                  reason: `The trust policy of role ${recorded.role.roleName} stays as narrow as this set-up made it: opened again, it would let Personalize in for other accounts`,
                },
              ]
            : [],
      };
    },
  };

/** The statements of a role's trust policy that the set-up neither wrote nor left. */
export function addedToTrust(
  recorded: Recorded,
  { trustPolicy, arn }: IamRole,
): { statement: PolicyStatement; index: number }[] {
  const born = holdingOf(recorded, arn)?.after.trustPolicy;
  const known = [
    ...statementsOf(documentWritten(recorded, `${arn}#trust-policy`)),
    ...(isPolicyDocument(born) ? statementsOf(born) : []),
  ];
  const own = trustStatement(
    trustTarget({
      role: recorded.role,
      trust: { regions: [recorded.role.region], sourceArns: [] },
    }),
    ownedSid('Trust', recorded.role, arn),
  );
  return statementsOf(trustPolicy)
    .map((statement, index) => ({ statement, index }))
    .filter(
      ({ statement }) =>
        // The own one lets nobody else in, whatever its conditions were edited to.
        !sameStatement({ ...statement, Condition: own.Condition }, own) &&
        !known.some(one => sameStatement(one, statement)),
    );
}

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

/** The trust policy as it is, or would be, after the plan. */
export function trustAfter(
  wanted: TrustWanted,
  { document }: TrustState,
): PolicyDocument {
  return hardened(wanted, document);
}

function hardened(
  wanted: TrustWanted,
  document: PolicyDocument | undefined,
): PolicyDocument {
  return hardening(wanted, document).document;
}

/**
 * The trust policy with what lets Personalize in narrowed to what is wanted.
 *
 * @throws ConflictError for a statement that can't be narrowed without shutting
 * somebody else out, for one under an owned Sid that isn't owned, and for one
 * that names somebody who no longer exists
 */
function hardening(
  { role, trust }: TrustWanted,
  document: PolicyDocument | undefined,
): HardenedTrust {
  const sid = ownedSid('Trust', role, roleArn(role));
  const target = trustTarget({ role, trust });
  const isOwned = ownedStatements(document, {
    documentName: `role ${role.roleName}`,
    roleArn: roleArn(role),
    certify: () => [sid],
    wantedSids: new Set([sid]),
    principals: 'required',
  });
  const result = hardenTrust({
    document,
    target,
    ownedStatement: trustStatement(target, sid),
    isOwned,
  });
  if (result.stops.length > 0) {
    const messageOf = (texts: string[]) =>
      texts
        .map(text => `Trust policy of role ${role.roleName}: ${text}`)
        .join('\n');
    throw new ForeignPolicyError(
      messageOf(result.stops.map(({ message }) => message)),
      messageOf(result.stops.map(({ unquoted }) => unquoted)),
    );
  }
  const [stale] = staleForeignStatements(document, isOwned);
  if (stale && !sameDocument(document, result.document)) {
    throw staleStatementError(
      stale,
      `the trust policy of role ${role.roleName}`,
      'IAM',
      'the owner of the role',
    );
  }
  return result;
}

function trustTarget({ role, trust }: TrustWanted): TrustTarget {
  return {
    partition: role.partition,
    accountId: role.accountId,
    regions: trust.regions,
    sourceArns: trust.sourceArns,
  };
}

/** What is narrowed is somebody's, and they should know. */
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
