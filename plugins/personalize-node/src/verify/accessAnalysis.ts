import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import {
  Check,
  DocumentsBefore,
  ExpectedAccess,
  HeldAccess,
  isOwnStatement,
  POLICY_VERSION,
  PolicyDocument,
  RoleTarget,
  SetupProof,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AccessAnalyzerConfig } from '../accounts/accessAnalyzerConfig';
import { AwsSession } from '../accounts/awsSession';
import {
  AnalysedPolicy,
  checkNoNewAccess,
  NewAccess,
  PolicyFinding,
  validatePolicy,
} from '../aws/accessAnalyzer';
import { AwsOperationError } from '../aws/awsError';
import { restoredBefore } from './restoredBefore';
import { writtenPolicies, WrittenPolicy } from './writtenPolicies';

/**
 * What AWS's own Access Analyzer says of the documents of a set-up. It is a
 * second opinion: where it can't be asked the proof goes on and says so.
 *
 * @param before - what stood before the run, where it changed a document
 */
export async function accessAnalysis(
  session: AwsSession,
  expected: ExpectedAccess,
  held: HeldAccess,
  before: DocumentsBefore,
  config: AccessAnalyzerConfig,
): Promise<SetupProof> {
  const analyzer = session.accessAnalyzer;
  if (!analyzer) {
    return {
      checks: [],
      limits: [
        `Access Analyzer of AWS wasn't asked: account ${session.accountId} is a local one and has none.`,
      ],
    };
  }
  const policies = writtenPolicies(expected, held);
  const proofs = await Promise.all([
    validation(session, analyzer, expected.role, policies),
    config.checkNoNewAccess
      ? comparison(session, analyzer, held, before, policies)
      : {
          checks: [],
          limits: [
            "Access Analyzer of AWS wasn't asked whether the run allows more than was asked for (CheckNoNewAccess), which costs money: personalize.accessAnalyzer.checkNoNewAccess in the configuration isn't true.",
          ],
        },
  ]);
  return {
    checks: proofs.flatMap(({ checks }) => checks),
    limits: proofs.flatMap(({ limits }) => limits),
  };
}

async function validation(
  session: AwsSession,
  analyzer: AccessAnalyzerClient,
  role: RoleTarget,
  policies: readonly AnalysedPolicy[],
): Promise<SetupProof> {
  const { answers, limits } = await askedOf(policies, policy =>
    validatePolicy(session, analyzer, policy),
  );
  const checks = answers.flatMap(({ policy, answer }) =>
    answer.flatMap(finding => findingCheck(role, policy, finding) ?? []),
  );
  const isClean =
    checks.length === 0 && limits.length === 0 && answers.length > 0;
  return {
    checks: isClean
      ? [
          {
            id: 'access-analyzer:valid',
            title: `Access Analyzer of AWS finds neither an error nor a security warning in the ${answers.length} policies of the set-up`,
            outcome: 'passed',
          },
        ]
      : checks,
    limits,
  };
}

/** What others wrote isn't quoted: not everybody may read it. */
function findingCheck(
  role: RoleTarget,
  { place, document }: AnalysedPolicy,
  { type, code, message, index }: PolicyFinding,
): Check | undefined {
  if (type !== 'ERROR' && type !== 'SECURITY_WARNING') {
    return undefined;
  }
  const statement =
    index === undefined ? undefined : statementsOf(document)[index];
  const isOwn =
    statement !== undefined && isOwnStatement(statement, place, role);
  return {
    id: `access-analyzer:${code}:${place}${
      index === undefined ? '' : `:${index}`
    }`,
    title: isOwn
      ? `Access Analyzer of AWS finds ${code} in a statement of this set-up: ${message}`
      : `Access Analyzer of AWS finds ${code} in what others wrote in ${place}`,
    outcome: type === 'ERROR' && isOwn ? 'failed' : 'warning',
    ...placed(place, document, index),
    remedy: isOwn
      ? 'Run the template of the set-up again; if it stays, tell the team that runs the portal.'
      : 'Have the owner of that policy look it up in the IAM console, where the policy is validated, too.',
  };
}

async function comparison(
  session: AwsSession,
  analyzer: AccessAnalyzerClient,
  held: HeldAccess,
  before: DocumentsBefore,
  policies: readonly WrittenPolicy[],
): Promise<SetupProof> {
  const { documents, untold } = restoredBefore(before, held);
  const changed = policies.filter(({ place }) => documents.has(place));
  const { answers, limits } = await askedOf(changed, policy =>
    checkNoNewAccess(
      session,
      analyzer,
      policy,
      allowedBy(documents.get(policy.place), policy),
    ),
  );
  return {
    checks: answers.map(({ policy, answer }) => newAccessCheck(policy, answer)),
    limits: [
      ...limits,
      ...policies
        .filter(({ place }) => untold.includes(place))
        .map(
          ({ place }) =>
            `Access Analyzer of AWS wasn't asked whether the run allows more in ${place}: statements that others wrote there changed, and whoever started the run may not read them (permission personalize.policy.read).`,
        ),
    ],
  };
}

/** What may be allowed: what was before, and what was asked for. */
function allowedBy(
  before: PolicyDocument | undefined,
  { asked }: WrittenPolicy,
): PolicyDocument {
  return {
    Version: before?.Version ?? POLICY_VERSION,
    // In a policy of IAM no Sid may be there twice.
    Statement: [...statementsOf(before), ...asked].map(
      ({ Sid, ...statement }) => statement,
    ),
  };
}

function newAccessCheck(
  { place, document }: AnalysedPolicy,
  found: readonly NewAccess[],
): Check {
  const id = `access-analyzer:no-new-access:${place}`;
  if (found.length === 0) {
    return {
      id,
      title: `Access Analyzer of AWS finds that the run allows nothing in ${place} beyond what was there and what was asked for`,
      outcome: 'passed',
    };
  }
  return {
    id,
    title: `Access Analyzer of AWS finds that the run allows more in ${place} than was there and was asked for: ${found
      .map(({ message }) => message)
      .join(' ')}`,
    outcome: 'failed',
    ...placed(place, document, found[0].index),
    remedy:
      'Find in CloudTrail who wrote that statement during the run, take it out, and run the template again.',
  };
}

function placed(
  place: string,
  document: PolicyDocument,
  index: number | undefined,
): Pick<Check, 'statement'> {
  if (index === undefined) {
    return {};
  }
  const sid = statementsOf(document)[index]?.Sid;
  return {
    statement: {
      document: place,
      ...(sid === undefined ? {} : { sid }),
      index,
    },
  };
}

/** Answers for documents, and one sentence for each way in which there was none. */
async function askedOf<P extends AnalysedPolicy, T>(
  policies: readonly P[],
  ask: (policy: P) => Promise<T>,
): Promise<{
  answers: { policy: P; answer: T }[];
  limits: string[];
}> {
  const results = await Promise.all(
    policies.map(async policy => {
      try {
        return { policy, answer: await ask(policy) };
      } catch (error) {
        if (!(error instanceof AwsOperationError)) {
          throw error;
        }
        return { policy, error };
      }
    }),
  );
  return {
    answers: results.flatMap(({ policy, answer }) =>
      answer === undefined ? [] : [{ policy, answer }],
    ),
    limits: limitsOf(results.flatMap(({ error }) => error ?? [])),
  };
}

function limitsOf(errors: readonly AwsOperationError[]): string[] {
  const kindOf = ({ operation, awsError }: AwsOperationError) =>
    `${operation} failed with ${awsError}`;
  return [...new Set(errors.map(kindOf))].map(kind => {
    const same = errors.filter(error => kindOf(error) === kind);
    return `Access Analyzer of AWS didn't answer for ${same
      .map(({ resource }) => resource)
      .join(', ')}: ${kind} (request id ${same[0].requestId ?? 'none'}). ${
      same[0].nextStep
    }`;
  });
}
