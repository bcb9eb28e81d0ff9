import {
  isPolicyDocument,
  ownedSid,
  placeText,
  POLICY_LIMITS,
  PolicyDocument,
  PolicyStatement,
  sameStatement,
  statementsOf,
  trustStatement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { IamRole } from '../../aws/iam';
import { settledDocument } from '../../engine/policyChange';
import { PolicyHome, roomIn } from '../../engine/policyHome';
import { RevokeSubject, RevokePlan } from '../../engine/plan';
import { documentWritten, holdingOf, notCreatedHere } from '../shared/record';
import { trustHome } from './read';
import { trustTarget } from './wanted';

/** The trust policy of a role in a revoke. */
export interface AddedTrust {
  home: PolicyHome;
  /** Undefined if the role is gone. */
  document: PolicyDocument | undefined;
}

/** Reads the trust policy of a role in a revoke. */
export async function readAddedTrust(
  session: AwsSession,
  { role: target, found }: RevokeSubject,
): Promise<AddedTrust> {
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
}

/**
 * A deleted role takes its trust policy along. A role that stays keeps its narrowed
 * policy: opening it again would let other accounts in.
 */
export function planTrustRevoke(
  subject: RevokeSubject,
  { home, document }: AddedTrust,
): RevokePlan {
  const isAdopted = subject.found && notCreatedHere(subject, subject.found);
  return {
    part: 'trust',
    faults: [],
    changes: [],
    warnings: [],
    room: [roomIn(home, document)],
    blockers: [],
    kept:
      isAdopted && holdingOf(subject, home.resource)
        ? [
            {
              resource: home.resource,
              reason: `The trust policy of role ${subject.role.roleName} stays as narrow as this set-up made it: the old one would let Personalize in for other accounts`,
            },
          ]
        : [],
  };
}

/** The statements of a role's trust policy that the set-up neither wrote nor left. */
export function addedToTrust(
  subject: RevokeSubject,
  { trustPolicy, arn }: IamRole,
): { statement: PolicyStatement; index: number }[] {
  const born = holdingOf(subject, arn)?.after.trustPolicy;
  const known = [
    ...statementsOf(
      documentWritten(subject, placeText({ arn, kind: 'trust-policy' })),
    ),
    ...(isPolicyDocument(born) ? statementsOf(born) : []),
  ];
  const own = trustStatement(
    trustTarget({
      role: subject.role,
      trust: { regions: [subject.role.region], sourceArns: [] },
    }),
    ownedSid('Trust', subject.role, arn),
  );
  return statementsOf(trustPolicy)
    .map((statement, index) => ({ statement, index }))
    .filter(
      ({ statement }) =>
        // Our own statement lets nobody else in, however its conditions were edited.
        !sameStatement({ ...statement, Condition: own.Condition }, own) &&
        !known.some(one => sameStatement(one, statement)),
    );
}
