import {
  AccessAnalyzerClient,
  CheckNoNewAccessCommand,
  Location,
  ValidatePolicyCommand,
  ValidatePolicyFindingType,
  ValidatePolicyResourceType,
} from '@aws-sdk/client-accessanalyzer';
import {
  PolicyDocument,
  policyText,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { allPages, ServiceOf } from './awsCall';

/** What a document is attached to; `identity` means roles, groups and users. */
export type PolicyKind = 'identity' | 'trust' | 'bucket' | 'key';

/** A policy document to send to Access Analyzer. */
export interface AnalysedPolicy {
  /** As in `Change.resource`; for messages. */
  place: string;
  kind: PolicyKind;
  document: PolicyDocument;
}

/** A finding of Access Analyzer on a document. */
export interface PolicyFinding {
  type: ValidatePolicyFindingType;
  /** For example `MISSING_ARN_REGION`. */
  code: string;
  message: string;
  /** Index of the statement in the document; undefined for a finding on the whole. */
  index: number | undefined;
}

/** Keys have no type here; the rules for all resources apply. */
const RESOURCE_TYPES: Partial<Record<PolicyKind, ValidatePolicyResourceType>> =
  {
    trust: 'AWS::IAM::AssumeRolePolicyDocument',
    bucket: 'AWS::S3::Bucket',
  };

/** access-analyzer:ValidatePolicy, which costs nothing. */
export async function validatePolicy(
  analyzer: ServiceOf<AccessAnalyzerClient>,
  { place, kind, document }: AnalysedPolicy,
): Promise<PolicyFinding[]> {
  const findings = await allPages(
    nextToken =>
      analyzer.read(
        new ValidatePolicyCommand({
          policyType: policyType(kind),
          validatePolicyResourceType: RESOURCE_TYPES[kind],
          policyDocument: policyText(document),
          nextToken,
        }),
        place,
      ),
    answer => answer.findings,
  );
  return findings.map(finding => ({
    type: finding.findingType ?? 'WARNING',
    code: finding.issueCode ?? '',
    message: finding.findingDetails ?? '',
    index: statementIndex(finding.locations),
  }));
}

/** Why a document allows more than another. */
export interface NewAccess {
  message: string;
  /** Index of the statement in the newer document, if AWS names it. */
  index: number | undefined;
}

/**
 * access-analyzer:CheckNoNewAccess, which AWS bills.
 *
 * @param existing - what may be allowed
 * @returns what the policy allows beyond it
 */
export async function checkNoNewAccess(
  analyzer: ServiceOf<AccessAnalyzerClient>,
  { place, kind, document }: AnalysedPolicy,
  existing: PolicyDocument,
): Promise<NewAccess[]> {
  const answer = await analyzer.read(
    new CheckNoNewAccessCommand({
      policyType: policyType(kind),
      existingPolicyDocument: policyText(existing),
      newPolicyDocument: policyText(document),
    }),
    place,
  );
  if (answer.result !== 'FAIL') {
    return [];
  }
  const reasons = (answer.reasons ?? []).map(reason => ({
    message: reason.description ?? '',
    index: reason.statementIndex,
  }));
  return reasons.length > 0
    ? reasons
    : [{ message: answer.message ?? '', index: undefined }];
}

function policyType(kind: PolicyKind) {
  return kind === 'identity' ? 'IDENTITY_POLICY' : 'RESOURCE_POLICY';
}

/** A location is a path, for example Statement, 2, Action. */
function statementIndex(locations: Location[] = []): number | undefined {
  const [first, second] = locations[0]?.path ?? [];
  return first?.value === 'Statement' ? second?.index ?? 0 : undefined;
}
