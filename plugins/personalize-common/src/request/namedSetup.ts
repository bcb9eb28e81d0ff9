import { SetupItem } from '../http/api';
import { InvalidRequestError, Problem } from '../errors';
import { contextOf, matching } from './context';
import { setupNameRule } from './entityName';
import { fieldsOnly } from './fields';
import { valueAt } from './path';
import { parseRequest } from './problems';
import { roleFields, toRole } from './roleFields';
import { RoleTarget } from './types';

/** The name of the set-up in an input; absent where it gives none, or none that could be one. */
export function setupNameIn(input: unknown): string | undefined {
  return matching(valueAt(input, ['name']), setupNameRule.broken);
}

/** Tells whether an input names a role by itself, beside the name of its set-up. */
export function namesRole(input: unknown): boolean {
  return isGiven(valueAt(input, ['roleName']));
}

/** A form sends an empty text for a field that was left empty. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== '';
}

/** The role of a registered set-up, as one that is asked for. */
export function roleOfSetup({
  accountId,
  region,
  roleName,
  rolePath,
}: Pick<
  SetupItem,
  'accountId' | 'region' | 'roleName' | 'rolePath'
>): RoleTarget {
  const input = { accountId, region, roleName, rolePath };
  return toRole(
    parseRequest(fieldsOnly(roleFields(contextOf(input), {}), 'a role'), input),
  );
}

/**
 * Makes sure that the role that is given beside the name of a registered set-up
 * is the one that belongs to it.
 *
 * @throws InvalidRequestError that names each field that says otherwise
 */
export function refuseOtherRole(
  input: unknown,
  setup: Pick<
    SetupItem,
    'name' | 'accountId' | 'region' | 'roleName' | 'rolePath'
  >,
): void {
  const problems = Object.entries(roleOfSetup(setup)).flatMap(
    ([field, registered]): Problem[] => {
      const value = valueAt(input, [field]);
      return !isGiven(value) || value === registered
        ? []
        : [{ field, value, rule: ruleOf(setup, registered) }];
    },
  );
  if (problems.length > 0) {
    throw new InvalidRequestError(problems);
  }
}

function ruleOf({ name }: Pick<SetupItem, 'name'>, registered: string) {
  return `set-up ${name} is registered with ${registered}; leave it out`;
}
