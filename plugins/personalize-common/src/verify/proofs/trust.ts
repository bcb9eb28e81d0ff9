import { exactly, UNKNOWN, withValues } from '../../evaluate/context';
import { decide } from '../../evaluate/decide';
import { AccessRequest } from '../../evaluate/request';
import { PolicyDocument } from '../../policy/document';
import { assumeRequest, mayAssumeForTarget } from '../../trust/assumeRole';
import { SOURCE_ARN } from '../../trust/conditions';
import { judgeStatements, Verdict } from '../../trust/judge';
import { reachesTarget } from '../../trust/tighten';
import { targetArns, TrustTarget } from '../../trust/trustStatement';
import { ExpectedAccess, HeldAccess, PolicyAtPlace } from '../access';
import { statementsForTrust, trustTarget } from '../expectedStatements';
import { Finding, finding } from '../finding';
import { TRUST_ONLY_THIS_ACCOUNT, trustUseId } from '../ids';
import { decidedBy, statementsAtPlaces, pointerTo } from '../statementPlaces';
import { proveExpectation } from './expectation';

/**
 * Proves that Personalize assumes the role for this account in each Region, and for
 * no other account.
 */
export function proveTrust(
  expected: ExpectedAccess,
  { role: held }: HeldAccess,
): Finding[] {
  return held
    ? [
        ...expected.trust.regions.flatMap(region =>
          proveRegion(expected, held.trust, region),
        ),
        proveNobodyElse(trustTarget(expected), held.trust),
      ]
    : [];
}

function proveRegion(
  expected: ExpectedAccess,
  trust: PolicyAtPlace,
  region: ExpectedAccess['trust']['regions'][number],
): Finding[] {
  const target = trustTarget(expected);
  const ofRegion: TrustTarget = {
    ...target,
    regions: [region],
    sourceArns: target.sourceArns.filter(arn => arn.split(':')[3] === region),
  };
  if (target.sourceArns.length > 0 && ofRegion.sourceArns.length === 0) {
    return [];
  }
  const { statements } = statementsForTrust(expected);
  const check = proveExpectation({
    id: trustUseId(region),
    who: { kind: 'service-for', accountId: target.accountId, region },
    deed: { kind: 'assume', roleName: expected.role.roleName },
    requests: targetArns(ofRegion).map(arn =>
      requestFor(ofRegion, exactly(anyOneOf(arn))),
    ),
    policies: {
      identity: [],
      resource: {
        name: trust.place,
        document: trust.document,
        kind: 'trust',
        accountId: target.accountId,
      },
    },
    own: statementsAtPlaces([trust]).find(({ statement }) =>
      statements.some(({ Sid }) => Sid === statement.Sid),
    ),
  });
  return [
    check.outcome === 'failed'
      ? forAPart(check, trust, ofRegion) ?? check
      : check,
  ];
}

/** No ARN contains it, so only a policy wildcard can match it. */
const ANY = '~';

/** One ARN that represents everything a pattern matches. */
function anyOneOf(pattern: string): string {
  return pattern.replace(/[*?]/g, ANY);
}

function requestFor(
  target: TrustTarget,
  sourceArn: ReturnType<typeof exactly>,
): AccessRequest {
  const request = assumeRequest(target, exactly(target.accountId));
  return {
    ...request,
    context: withValues(request.context, { [SOURCE_ARN]: sourceArn }),
  };
}

/** Hardening doesn't change a statement that lets Personalize in for less than the target. */
function forAPart(
  { id }: Pick<Finding, 'id'>,
  trust: PolicyAtPlace,
  target: TrustTarget & { regions: string[] },
): Finding | undefined {
  const document: PolicyDocument = trust.document ?? { Statement: [] };
  const { outcome } = decide(requestFor(target, UNKNOWN), {
    identity: [],
    resource: {
      name: trust.place,
      document,
      kind: 'trust',
      accountId: target.accountId,
    },
  });
  const may = mayAssumeForTarget(document, target);
  const found = statementsAtPlaces([trust]).find(
    ({ statement }, i) => may[i] && reachesTarget(statement, target),
  );
  return outcome !== 'denied' && found
    ? finding(
        {
          id,
          kind: 'trust-part',
          outcome: 'warning',
          subjects: { accountId: target.accountId, region: target.regions[0] },
          ...decidedBy(found),
        },
        [found.statement],
      )
    : undefined;
}

const TOO_WIDE: readonly Verdict[] = [
  'too-wide',
  'shared',
  'any-principal',
  'any-action',
];

function proveNobodyElse(target: TrustTarget, trust: PolicyAtPlace): Finding {
  const document: PolicyDocument = trust.document ?? { Statement: [] };
  const verdicts = judgeStatements(document, target, () => false);
  const tooWide = statementsAtPlaces([trust]).filter(({ index }) =>
    TOO_WIDE.includes(verdicts[index]),
  );
  return finding(
    {
      id: TRUST_ONLY_THIS_ACCOUNT,
      kind: 'audience',
      outcome: tooWide.length > 0 ? 'failed' : 'passed',
      subjects: {
        place: trust.place,
        audience:
          target.sourceArns.length > 0
            ? [...target.sourceArns]
            : target.regions.map(
                region => `account ${target.accountId} in ${region}`,
              ),
        tooWide: tooWide.map(pointerTo),
      },
      ...decidedBy(tooWide[0]),
    },
    tooWide.map(({ statement }) => statement),
  );
}
