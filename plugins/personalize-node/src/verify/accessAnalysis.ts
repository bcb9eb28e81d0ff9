import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { Config } from '@backstage/config';
import {
  DocumentsBefore,
  ExpectedAccess,
  Finding,
  finding,
  HeldAccess,
  isOwnStatement,
  peopleTrustPolicy,
  POLICY_VERSION,
  PolicyAtPlace,
  PolicyDocument,
  PolicySet,
  policySetsOf,
  PolicyStatement,
  refuseUnknownKeys,
  RoleTarget,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import {
  AnalysedPolicy,
  checkNoNewAccess,
  NewAccess,
  PolicyFinding,
  PolicyKind,
  validatePolicy,
} from '../aws/accessAnalyzer';
import { ServiceOf } from '../aws/awsCall';
import { AwsOperationError } from '../aws/awsError';
import { INLINE_POLICIES } from '../parts/registry';
import { inlinePolicyResource } from '../parts/shared/inlinePolicy';
import { servicePolicyArn } from '../parts/shared/roleStanding';

const CONFIG_PATH = 'personalize.accessAnalyzer';

/** What IAM Access Analyzer may be asked. */
export interface AccessAnalyzerConfig {
  /** Whether changes are compared by it, which costs money for each document. */
  checkNoNewAccess: boolean;
}

/**
 * Reads `personalize.accessAnalyzer`.
 *
 * @throws Error that names the configuration path and the rule
 */
export function readAccessAnalyzer(config: Config): AccessAnalyzerConfig {
  const section = config.getOptionalConfig(CONFIG_PATH);
  refuseUnknownKeys(section?.keys() ?? [], CONFIG_PATH, ['checkNoNewAccess']);
  return {
    checkNoNewAccess: section?.getOptionalBoolean('checkNoNewAccess') ?? false,
  };
}

/** Findings, and what couldn't be checked: a sentence each. */
interface Analysis {
  findings: Finding[];
  limits: string[];
}

/**
 * What AWS's own Access Analyzer says about a set-up's documents. It is a second
 * opinion: if it is unavailable, the check continues and says so.
 *
 * @param before - the state before the run, if it changed a document
 */
export async function accessAnalysis(
  session: AwsSession,
  expected: ExpectedAccess,
  held: HeldAccess,
  before: DocumentsBefore,
  config: AccessAnalyzerConfig,
): Promise<Analysis> {
  const analyzer = session.accessAnalyzer;
  if (!analyzer) {
    return {
      findings: [],
      limits: [
        `AWS Access Analyzer was not used: account ${session.accountId} is local and has none.`,
      ],
    };
  }
  const policies = policiesOfSetup(expected, held);
  const proofs = await Promise.all([
    validation(analyzer, expected.role, policies),
    config.checkNoNewAccess
      ? comparison(analyzer, before, policies)
      : {
          findings: [],
          limits: [
            "AWS Access Analyzer wasn't asked whether the run allows more than requested (CheckNoNewAccess), because AWS charges for it and personalize.accessAnalyzer.checkNoNewAccess isn't true in the configuration.",
          ],
        },
  ]);
  return {
    findings: proofs.flatMap(({ findings }) => findings),
    limits: proofs.flatMap(({ limits }) => limits),
  };
}

async function validation(
  analyzer: ServiceOf<AccessAnalyzerClient>,
  role: RoleTarget,
  policies: readonly AnalysedPolicy[],
): Promise<Analysis> {
  const { answers, limits } = await answersFor(policies, policy =>
    validatePolicy(analyzer, policy),
  );
  const findings = answers.flatMap(({ policy, answer }) =>
    oneForEach(answer).map(found => validationFinding(role, policy, found)),
  );
  const isClean =
    findings.length === 0 && limits.length === 0 && answers.length > 0;
  return {
    findings: isClean
      ? [
          finding({
            id: 'access-analyzer:valid',
            kind: 'analysed',
            outcome: 'passed',
            subjects: { policies: answers.length },
          }),
        ]
      : findings,
    limits,
  };
}

/** Errors and security warnings; merges those with one code in one statement, with all messages. */
function oneForEach(answer: readonly PolicyFinding[]): PolicyFinding[] {
  const byId = new Map<string, PolicyFinding>();
  for (const found of answer) {
    const { type, code, index, message } = found;
    if (type === 'ERROR' || type === 'SECURITY_WARNING') {
      const id = `${code}:${index}`;
      const other = byId.get(id);
      byId.set(
        id,
        other
          ? {
              ...found,
              type: other.type === 'ERROR' ? other.type : type,
              message: `${other.message} ${message}`,
            }
          : found,
      );
    }
  }
  return [...byId.values()];
}

function validationFinding(
  role: RoleTarget,
  { place, document }: AnalysedPolicy,
  { type, code, message, index }: PolicyFinding,
): Finding {
  // Without an index the finding is about the whole document.
  const about = statementsOf(document).filter(
    (_statement, at) => index === undefined || at === index,
  );
  const isOwn =
    about.length > 0 &&
    about.every(statement => isOwnStatement(statement, place, role));
  return finding(
    {
      id: `access-analyzer:${code}:${place}${
        index === undefined ? '' : `:${index}`
      }`,
      kind: 'analysis',
      outcome: type === 'ERROR' && isOwn ? 'failed' : 'warning',
      subjects: {
        place,
        code,
        severity: type === 'ERROR' ? 'error' : 'security-warning',
        isOwn,
        // AWS may quote a foreign statement in its message.
        message: isOwn ? message : '',
      },
      ...statementAt(place, document, index),
    },
    about,
  );
}

async function comparison(
  analyzer: ServiceOf<AccessAnalyzerClient>,
  before: DocumentsBefore,
  policies: readonly SetupPolicy[],
): Promise<Analysis> {
  const changed = policies.filter(({ place }) => before.has(place));
  const { answers, limits } = await answersFor(changed, policy =>
    checkNoNewAccess(
      analyzer,
      policy,
      allowedBy(before.get(policy.place), policy),
    ),
  );
  return {
    findings: answers.map(({ policy, answer }) =>
      newAccessFinding(policy, answer),
    ),
    limits,
  };
}

/** What may be allowed: the state before, and the request. */
function allowedBy(
  before: PolicyDocument | undefined,
  { asked }: SetupPolicy,
): PolicyDocument {
  return {
    Version: before?.Version ?? POLICY_VERSION,
    // An IAM policy can't have the same Sid twice.
    Statement: [...statementsOf(before), ...asked].map(
      ({ Sid, ...statement }) => statement,
    ),
  };
}

function newAccessFinding(
  { place, document }: AnalysedPolicy,
  found: readonly NewAccess[],
): Finding {
  return finding({
    id: `access-analyzer:no-new-access:${place}`,
    kind: 'new-access',
    outcome: found.length > 0 ? 'failed' : 'passed',
    subjects: { place, messages: found.map(({ message }) => message) },
    ...statementAt(place, document, found[0]?.index),
  });
}

function statementAt(
  place: string,
  document: PolicyDocument,
  index: number | undefined,
): Pick<Finding, 'statement'> {
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

/** Answers for documents, and one sentence for each kind of failure. */
async function answersFor<P extends AnalysedPolicy, T>(
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
    return `AWS Access Analyzer didn't answer for ${same
      .map(({ resource }) => resource)
      .join(', ')}: ${kind} (request id ${same[0].requestId ?? 'none'}). ${
      same[0].nextStep
    }`;
  });
}

/** A document that the set-up wrote or changed. */
interface SetupPolicy extends AnalysedPolicy {
  /** The requested statements; for a role, those in all of its policies. */
  asked: PolicyStatement[];
}

const KINDS: Record<PolicySet['kind'], PolicyKind> = {
  trust: 'trust',
  role: 'identity',
  bucket: 'bucket',
  key: 'key',
  people: 'identity',
};

/**
 * The documents that the set-up wrote or changed, each once. Other policies attached
 * to its roles are foreign.
 */
function policiesOfSetup(
  expected: ExpectedAccess,
  held: HeldAccess,
): SetupPolicy[] {
  const onRole = placesOnRole(expected.role);
  const found = [
    ...policySetsOf(expected, held).flatMap(({ kind, policies, statements }) =>
      policies
        .filter(({ place }) => kind !== 'role' || onRole.includes(place))
        .flatMap(policy => setupPolicy(KINDS[kind], policy, statements)),
    ),
    ...held.people.flatMap(({ principals }) =>
      principals.flatMap(({ principal, role, userArns = [] }) =>
        role && 'roleName' in principal
          ? setupPolicy(
              'trust',
              role.trust,
              statementsOf(
                peopleTrustPolicy(expected.role, principal, userArns),
              ),
            )
          : [],
      ),
    ),
  ];
  return found.filter(
    ({ place }, index) =>
      found.findIndex(other => other.place === place) === index,
  );
}

function setupPolicy(
  kind: PolicyKind,
  { place, document }: PolicyAtPlace,
  asked: PolicyStatement[],
): SetupPolicy[] {
  return document ? [{ place, kind, document, asked }] : [];
}

function placesOnRole(role: RoleTarget): string[] {
  return [
    servicePolicyArn(role),
    ...INLINE_POLICIES.map(name => inlinePolicyResource(role, name)),
  ];
}
