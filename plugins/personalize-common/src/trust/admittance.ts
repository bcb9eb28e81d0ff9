import {
  isNamed,
  matchPrincipal,
  namedPrincipals,
} from '../evaluate/principal';
import { RequestPrincipal } from '../evaluate/request';
import { matchAction } from '../evaluate/statement';
import {
  asList,
  OneOrMany,
  PolicyStatement,
  PrincipalMap,
} from '../policy/document';
import { SERVICE_PRINCIPAL } from '../service/service';
import { ASSUME_ROLE } from './trustStatement';

const SERVICE: RequestPrincipal = {
  kind: 'service',
  service: SERVICE_PRINCIPAL,
};

/** Whether a principal is Personalize, by name. AWS writes the name in lower case. */
export function isService(type: string, name: string): boolean {
  return (
    type.toLowerCase() === 'service' && name.toLowerCase() === SERVICE_PRINCIPAL
  );
}

/**
 * How the principals of a statement include Personalize: not at all, by its name
 * alone, by its name among others, or by a wildcard or NotPrincipal.
 */
export function mentionOfService(
  statement: PolicyStatement,
): 'none' | 'alone' | 'among' | 'wildcard' {
  if (matchPrincipal(statement, SERVICE).answer === 'no') {
    return 'none';
  }
  const others = namedPrincipals(statement.Principal).filter(
    ({ type, name }) => !isService(type, name),
  );
  if (
    statement.NotPrincipal !== undefined ||
    others.some(other => isNamed(other, SERVICE) !== 'no')
  ) {
    return 'wildcard';
  }
  return others.length === 0 ? 'alone' : 'among';
}

/**
 * How the actions of a statement include assuming the role: not at all, by name, or
 * by a wildcard or NotAction.
 */
export function mentionOfAssuming(
  statement: PolicyStatement,
): 'none' | 'named' | 'wildcard' {
  if (matchAction(statement, ASSUME_ROLE) === 'no') {
    return 'none';
  }
  const others = asList(statement.Action).filter(
    action => action.toLowerCase() !== ASSUME_ROLE.toLowerCase(),
  );
  return matchAction({ ...statement, Action: others }, ASSUME_ROLE) === 'yes'
    ? 'wildcard'
    : 'named';
}

/**
 * Removes Personalize from a statement that also names others. The statement still
 * lets the others in. A list stays a list. A principal type without values is
 * removed.
 */
export function takeServiceOut(statement: PolicyStatement): PolicyStatement {
  if (statement.Principal === undefined || statement.Principal === '*') {
    return statement;
  }
  const others: PrincipalMap = {};
  for (const [type, names] of Object.entries(statement.Principal)) {
    const left = withoutService(type, names);
    if (left !== undefined) {
      others[type] = left;
    }
  }
  return { ...statement, Principal: others };
}

function withoutService(
  type: string,
  names: OneOrMany<string>,
): OneOrMany<string> | undefined {
  if (!Array.isArray(names)) {
    return isService(type, names) ? undefined : names;
  }
  const left = names.filter(name => !isService(type, name));
  return left.length > 0 || names.length === 0 ? left : undefined;
}
