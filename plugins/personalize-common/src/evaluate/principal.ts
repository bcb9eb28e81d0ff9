import { parseArn } from '../aws/arn';
import { asList, PolicyStatement, PrincipalMap } from '../policy/document';
import { Answer, answerOf, anyOf } from './answer';
import { matchesIgnoringCase } from './pattern';
import { RequestPrincipal } from './request';

/** Whether a statement speaks of a principal. */
export interface PrincipalMatch {
  answer: Answer;
  /**
   * True when it does so only by naming the principal's account: an Allow then
   * leaves it to the account's own policies whom of its principals it lets in.
   */
  throughAccount: boolean;
}

/** One principal that a statement names. */
export interface NamedPrincipal {
  /** `AWS`, `Service`, `Federated` or `CanonicalUser`. */
  type: string;
  name: string;
}

/** The principals in an element, in order; `*` is the same as `AWS: *`. */
export function namedPrincipals(
  element: '*' | PrincipalMap | undefined,
): NamedPrincipal[] {
  if (element === '*') {
    return [{ type: 'AWS', name: '*' }];
  }
  return Object.entries(element ?? {}).flatMap(([type, names]) =>
    asList(names).map(name => ({ type, name })),
  );
}

/** Tells whether the Principal or NotPrincipal of a statement covers a principal. */
export function matchPrincipal(
  statement: PolicyStatement,
  principal: RequestPrincipal,
): PrincipalMatch {
  if (statement.NotPrincipal !== undefined) {
    return {
      answer: matchNotPrincipal(
        namedPrincipals(statement.NotPrincipal),
        principal,
      ),
      throughAccount: false,
    };
  }
  const named = namedPrincipals(statement.Principal);
  const direct = anyOf(named.map(name => isNamed(name, principal)));
  if (direct !== 'yes' && named.some(name => isAccountOf(name, principal))) {
    return { answer: 'yes', throughAccount: true };
  }
  return { answer: direct, throughAccount: false };
}

/** Tells whether a name stands for the principal itself or for everybody. */
export function isNamed(
  { type, name }: NamedPrincipal,
  principal: RequestPrincipal,
): Answer {
  const kind = type.toLowerCase();
  if (kind === 'aws' && name === '*') {
    return 'yes';
  }
  if (principal.kind === 'service') {
    return kind === 'service' ? isService(name, principal.service) : 'no';
  }
  return kind === 'aws' ? isRole(name, principal) : 'no';
}

function isService(name: string, service: string): Answer {
  // AWS writes service principals in lower case.
  if (name.toLowerCase() === service.toLowerCase()) {
    return 'yes';
  }
  // Whether a wildcard stands for services isn't documented.
  return matchesIgnoringCase(name, service) ? 'unknown' : 'no';
}

type RolePrincipal = Extract<RequestPrincipal, { kind: 'role' }>;

function isRole(name: string, role: RolePrincipal): Answer {
  if (name.startsWith('AROA')) {
    return role.uniqueId === undefined
      ? 'unknown'
      : answerOf(name === role.uniqueId);
  }
  return isSessionOf(name, role) ? 'unknown' : answerOf(name === role.arn);
}

/** Tells whether a name is a session of the role; it covers this one and no other. */
function isSessionOf(name: string, role: RolePrincipal): boolean {
  const session = parseArn(name);
  const arn = parseArn(role.arn);
  const roleName = arn?.resource.split('/').pop();
  return (
    session?.service === 'sts' &&
    session.accountId === arn?.accountId &&
    session.resource.startsWith(`assumed-role/${roleName}/`)
  );
}

function isAccountOf(
  { type, name }: NamedPrincipal,
  principal: RequestPrincipal,
): boolean {
  if (principal.kind !== 'role' || type.toLowerCase() !== 'aws') {
    return false;
  }
  const role = parseArn(principal.arn);
  return (
    role !== undefined &&
    (name === role.accountId ||
      name === `arn:${role.partition}:iam::${role.accountId}:root`)
  );
}

function matchNotPrincipal(
  named: readonly NamedPrincipal[],
  principal: RequestPrincipal,
): Answer {
  const exempt = anyOf(named.map(name => isNamed(name, principal)));
  const mentioned =
    exempt !== 'no' || named.some(name => isAccountOf(name, principal));
  if (principal.kind === 'service' || !mentioned) {
    return answerOf(exempt === 'no');
  }
  // A role with a boundary is covered even where it is listed. One without is
  // exempt only where its account and its session are listed as well, and the
  // session's name isn't known.
  return principal.hasBoundary ? 'yes' : 'unknown';
}
