import { parseArn } from '../aws/arn';
import { asList, PolicyStatement, PrincipalMap } from '../policy/document';
import { Answer, answerOf, anyOf, opposite } from './answer';
import { matchesIgnoringCase } from './pattern';
import { IamPrincipal, isIamPrincipal, RequestPrincipal } from './request';

/** How a statement names a principal. It matters for an Allow. */
export interface Mentions {
  /** `*`. */
  everybody: Answer;
  /** Its ARN, unique id or name. */
  itself: Answer;
  /** One session of a role. It isn't known which session makes a request. */
  session: Answer;
  /** Its account. An Allow then leaves the choice of principals to the account's own policies. */
  account: Answer;
}

/** Whether a statement covers a principal. */
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

/** Identity policies name no principal: they apply to the identity they are attached to. */
export const SPEAKS_OF_ITS_OWNER: PrincipalMatch = matchItself('yes');

/** The principals in an element, in order. `*` is listed as `AWS: *`. */
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

/** Whether a name means the principal itself or everybody. */
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
 * AWS documents that `*` alone covers all principals, including services. It
 * documents `AWS: *` as the same for anonymous users, but not for services or
 * federated principals. (IAM User Guide, "AWS JSON policy elements: Principal",
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
  // AWS doesn't document whether a wildcard covers services.
  return matchesIgnoringCase(name, service) ? 'unknown' : 'no';
}

function isProvider(name: string, provider: string): Answer {
  if (name === provider) {
    return 'yes';
  }
  // AWS doesn't document whether a wildcard covers providers.
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

/** Whether a name is a session of the role that makes the request. */
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
  // AWS doesn't document whether an account covers its federated principals.
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
  // A Deny covers a role or user with a boundary even if NotPrincipal lists it.
  if (principal.hasBoundary && Effect === 'Deny') {
    return 'yes';
  }
  // Only a principal listed together with its account is surely exempt. A role's
  // session must be listed too, and its name isn't known.
  return principal.kind === 'user' &&
    principal.hasBoundary === false &&
    exempt === 'yes' &&
    account === 'yes'
    ? 'no'
    : 'unknown';
}
