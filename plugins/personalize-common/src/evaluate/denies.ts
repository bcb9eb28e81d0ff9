import { PolicyDocument, PolicyStatement } from '../policy/document';
import { ConditionAnswer } from './conditions';
import { AccessRequest, RequestPrincipal } from './request';
import { matchStatements, PolicyKind, StatementMatch } from './statement';

/** A Deny that stops requests, or may stop them. */
export interface StoppingDeny {
  /** The policy's name, as given. */
  document: string;
  statement: PolicyStatement;
  /** The position in the document, from 0. */
  index: number;
  sid?: string;
  /** The kind of principal it stops. */
  principal: RequestPrincipal['kind'];
  /** Sorted, without duplicates. */
  actions: string[];
  /** `yes`: it stops these actions; `unknown`: it may. */
  certainty: 'yes' | 'unknown';
  /** What to do about it, if known. */
  cure?: string;
}

/**
 * Which Deny statements of a resource's policy stop requests, or may stop them. One
 * entry for each statement, kind of principal and certainty, in the order of the
 * statements.
 *
 * @param documentName - the policy's name, returned in each entry
 * @param kind - `trust` for a trust policy, which has no resources
 */
export function stoppingDenies({
  document,
  documentName,
  requests,
  kind = 'resource',
}: {
  document: PolicyDocument | undefined;
  documentName: string;
  requests: readonly AccessRequest[];
  kind?: Exclude<PolicyKind, 'identity'>;
}): StoppingDeny[] {
  const stops: Stop[] = requests.flatMap(request =>
    matchStatements(document, kind, request).flatMap(match =>
      match.statement.Effect === 'Deny' && match.answer !== 'no'
        ? [{ request, match, certainty: match.answer }]
        : [],
    ),
  );
  const groups = new Map<string, Stop[]>();
  for (const stop of stops) {
    const key = groupOf(stop, stop.certainty);
    groups.set(key, [...(groups.get(key) ?? []), stop]);
  }
  return [...groups.values()]
    .map(group => {
      // An action surely stopped on one resource isn't also reported as a maybe.
      const certain =
        group[0].certainty === 'unknown'
          ? groups.get(groupOf(group[0], 'yes')) ?? []
          : [];
      return summaryOf(
        documentName,
        group.filter(
          stop =>
            !certain.some(
              other => other.request.action === stop.request.action,
            ),
        ),
      );
    })
    .filter(deny => deny !== undefined)
    .sort((one, other) => one.index - other.index);
}

/** A request and a Deny that stops it, or may stop it. */
interface Stop {
  request: AccessRequest;
  match: StatementMatch;
  certainty: StoppingDeny['certainty'];
}

function groupOf(
  { request, match }: Stop,
  certainty: StoppingDeny['certainty'],
): string {
  return `${match.index} ${request.principal.kind} ${certainty}`;
}

function summaryOf(
  document: string,
  stops: readonly Stop[],
): StoppingDeny | undefined {
  if (stops.length === 0) {
    return undefined;
  }
  const [{ request, match, certainty }] = stops;
  const { statement, index, conditions } = match;
  const cure = cureOf(statement, conditions, request.principal);
  return {
    document,
    statement,
    index,
    ...(statement.Sid === undefined ? {} : { sid: statement.Sid }),
    principal: request.principal.kind,
    actions: [...new Set(stops.map(stop => stop.request.action))].sort(),
    certainty,
    ...(cure === undefined ? {} : { cure }),
  };
}

const ENCRYPTION_HEADERS = [
  's3:x-amz-server-side-encryption',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
];

/** Keys that companies use to deny requests from outside their own networks and people. */
const PERIMETER_KEYS = [
  'aws:sourceip',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:vpcsourceip',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
];

/** What to do about a Deny that stops a request of Personalize, if known. */
export function cureOf(
  statement: PolicyStatement,
  conditions: readonly ConditionAnswer[],
  principal: RequestPrincipal,
): string | undefined {
  const asks = (keys: readonly string[]) =>
    conditions.some(({ key }) => keys.includes(key.toLowerCase()));
  if (asks(ENCRYPTION_HEADERS)) {
    return 'Give the Personalize job a kmsKeyArn, so that its writes carry the encryption header.';
  }
  // Federated principals only assume roles. Personalize's requests aren't theirs.
  if (principal.kind === 'federated') {
    return undefined;
  }
  if (statement.NotPrincipal !== undefined) {
    return `NotPrincipal denies every service, and every role with a permissions boundary. Replace it with Principal "*" and conditions. Add to the statement ${exemptionOf(
      principal,
    )}.`;
  }
  return asks(PERIMETER_KEYS)
    ? `Exempt Personalize: add to the statement ${exemptionOf(principal)}.`
    : undefined;
}

function exemptionOf(
  principal: Exclude<RequestPrincipal, { kind: 'federated' }>,
): string {
  const condition =
    principal.kind === 'service'
      ? { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } }
      : { ArnNotEqualsIfExists: { 'aws:PrincipalArn': principal.arn } };
  return `the condition ${JSON.stringify(condition)}`;
}
