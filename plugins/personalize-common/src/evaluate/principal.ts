import { parseArn } from '../aws/arn';
import { asList, PolicyStatement, PrincipalMap } from '../policy/document';
import { Answer, answerOf, anyOf, opposite } from './answer';
import { matchesIgnoringCase } from './pattern';
import { IamPrincipal, isIamPrincipal, RequestPrincipal } from './request';

/** By what a statement speaks of a principal; it makes a difference for an Allow. */
export interface Mentions {
  /** `*`. */
  everybody: Answer;
  /** Its ARN, unique id or name. */
  itself: Answer;
  /** One session of a role; which one a request is made in isn't known. */
  session: Answer;
  /**
   * Its account: an Allow then leaves it to the account's own policies whom of
   * its principals it lets in.
   */
  account: Answer;
}

/** Whether a statement speaks of a principal. */
interface PrincipalMatch {
  answer: Answer;
  mentions: Mentions;
}

/** One principal that a statement names. */
export interface NamedPrincipal {
  /** `AWS`, `Service`, `Federated` or `CanonicalUser`. */
  type: string;
  name: string;
}

/** What an identity policy says of whom it hangs on: it needs no name. */
export const SPEAKS_OF_ITS_OWNER: PrincipalMatch = matchItself('yes');

/** The principals in an element, in order; `*` is listed as `AWS: *`. */
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

/** Whether the Principal or NotPrincipal of a statement covers a principal. */
export function matchPrincipal(
  statement: PolicyStatement,
  principal: RequestPrincipal,
): PrincipalMatch {
  if (statement.NotPrincipal !== undefined) {
    return matchItself(matchNotPrincipal(statement, principal));
  }
  const named = namedPrincipals(statement.Principal);
  const mentions: Mentions = {
    everybody:
      statement.Principal === '*'
        ? 'yes'
        : anyOf(named.map(name => isEverybody(name, principal))),
    itself: anyOf(named.map(name => isItself(name, principal))),
    session: anyOf(named.map(name => isSessionOf(name, principal))),
    account: anyOf(named.map(name => isAccountOf(name, principal))),
  };
  return { answer: anyOf(Object.values(mentions)), mentions };
}

/** Whether a name stands for the principal itself or for everybody. */
export function isNamed(
  name: NamedPrincipal,
  principal: RequestPrincipal,
): Answer {
  return anyOf([
    isEverybody(name, principal),
    isItself(name, principal),
    isSessionOf(name, principal),
  ]);
}

function matchItself(itself: Answer): PrincipalMatch {
  return {
    answer: itself,
    mentions: { everybody: 'no', itself, session: 'no', account: 'no' },
  };
}

function isOfType(name: NamedPrincipal, type: string): boolean {
  return name.type.toLowerCase() === type;
}

/**
 * `*` alone is documented for all principals, services among them. `AWS: *` is
 * documented as the same for anonymous users, and not for services or for whom
 * a provider vouches for. (IAM User Guide, "AWS JSON policy elements: Principal",
 * "All principals".)
 */
function isEverybody(
  name: NamedPrincipal,
  principal: RequestPrincipal,
): Answer {
  if (!isOfType(name, 'aws') || name.name !== '*') {
    return 'no';
  }
  return isIamPrincipal(principal) ? 'yes' : 'unknown';
}

function isItself(named: NamedPrincipal, principal: RequestPrincipal): Answer {
  switch (principal.kind) {
    case 'service':
      return isOfType(named, 'service')
        ? isService(named.name, principal.service)
        : 'no';
    case 'federated':
      return isOfType(named, 'federated')
        ? isProvider(named.name, principal.provider)
        : 'no';
    default:
      return isOfType(named, 'aws')
        ? isRoleOrUser(named.name, principal)
        : 'no';
  }
}

function isService(name: string, service: string): Answer {
  // AWS writes service principals in lower case.
  if (name.toLowerCase() === service.toLowerCase()) {
    return 'yes';
  }
  // Whether a wildcard stands for services isn't documented.
  return matchesIgnoringCase(name, service) ? 'unknown' : 'no';
}

function isProvider(name: string, provider: string): Answer {
  if (name === provider) {
    return 'yes';
  }
  // Whether a wildcard stands for providers isn't documented.
  return matchesIgnoringCase(name, provider) ? 'unknown' : 'no';
}

const UNIQUE_ID_PREFIXES = { role: 'AROA', user: 'AIDA' };

function isRoleOrUser(name: string, principal: IamPrincipal): Answer {
  if (name.startsWith(UNIQUE_ID_PREFIXES[principal.kind])) {
    return principal.uniqueId === undefined
      ? 'unknown'
      : answerOf(name === principal.uniqueId);
  }
  return answerOf(name === principal.arn);
}

/** Whether a name is the session of a role that makes the request. */
function isSessionOf(
  named: NamedPrincipal,
  principal: RequestPrincipal,
): Answer {
  if (principal.kind !== 'role' || !isOfType(named, 'aws')) {
    return 'no';
  }
  const session = parseArn(named.name);
  const arn = parseArn(principal.arn);
  const roleName = arn?.resource.split('/').pop();
  return session?.service === 'sts' &&
    session.accountId === arn?.accountId &&
    session.resource.startsWith(`assumed-role/${roleName}/`)
    ? 'unknown'
    : 'no';
}

function isAccountOf(
  named: NamedPrincipal,
  principal: RequestPrincipal,
): Answer {
  if (principal.kind === 'service' || !isOfType(named, 'aws')) {
    return 'no';
  }
  const arn = parseArn(
    principal.kind === 'federated' ? principal.provider : principal.arn,
  );
  const isAccount =
    arn !== undefined &&
    (named.name === arn.accountId ||
      named.name === `arn:${arn.partition}:iam::${arn.accountId}:root`);
  // Whether an account stands for whom its identity providers vouch for isn't
  // documented.
  return isAccount && principal.kind === 'federated'
    ? 'unknown'
    : answerOf(isAccount);
}

function matchNotPrincipal(
  { NotPrincipal, Effect }: PolicyStatement,
  principal: RequestPrincipal,
): Answer {
  const named = namedPrincipals(NotPrincipal);
  const exempt = anyOf(named.map(name => isNamed(name, principal)));
  const account = anyOf(named.map(name => isAccountOf(name, principal)));
  if (!isIamPrincipal(principal)) {
    return opposite(anyOf([exempt, account]));
  }
  if (exempt === 'no' && account === 'no') {
    return 'yes';
  }
  // A Deny covers a role or user with a boundary even where it is listed.
  if (principal.hasBoundary && Effect === 'Deny') {
    return 'yes';
  }
  // Surely exempt is only who is listed together with the account; a role's
  // session must be listed as well, and its name isn't known.
  return principal.kind === 'user' &&
    principal.hasBoundary === false &&
    exempt === 'yes' &&
    account === 'yes'
    ? 'no'
    : 'unknown';
}
