import { OneOrMany, PolicyStatement, PrincipalMap } from '../policy/document';
import { isPersonalize } from './admittance';

/**
 * Takes Personalize out of a statement that names others too, which it lets in
 * as before. A list stays a list; a kind of principal that has none left goes.
 */
export function takePersonalizeOut(
  statement: PolicyStatement,
): PolicyStatement {
  if (statement.Principal === undefined || statement.Principal === '*') {
    return statement;
  }
  const others: PrincipalMap = {};
  for (const [type, names] of Object.entries(statement.Principal)) {
    const left = withoutPersonalize(type, names);
    if (left !== undefined) {
      others[type] = left;
    }
  }
  return { ...statement, Principal: others };
}

function withoutPersonalize(
  type: string,
  names: OneOrMany<string>,
): OneOrMany<string> | undefined {
  if (!Array.isArray(names)) {
    return isPersonalize(type, names) ? undefined : names;
  }
  const left = names.filter(name => !isPersonalize(type, name));
  return left.length > 0 || names.length === 0 ? left : undefined;
}
