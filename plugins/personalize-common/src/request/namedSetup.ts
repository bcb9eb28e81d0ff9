import { Problem, refuse } from '../errors';
import { RoleTarget } from '../service/role';
import { setupNameRule } from '../setup/entityRef';
import { parseFields } from './fields';
import { valueAt } from './parse';
import { roleFields, toRole } from './roleFields';
import { validText } from './scope';

/** What the record of a set-up says of its role. */
interface RecordedRole {
  accountId: string;
  region: string;
  roleName: string;
  rolePath: string;
}

/** The name of the set-up in an input; undefined if it gives none, or none that could be one. */
export function setupNameIn(input: unknown): string | undefined {
  return validText(valueAt(input, ['name']), setupNameRule.broken);
}

/** Whether an input names a role by itself, beside the name of its set-up. */
export function namesRole(input: unknown): boolean {
  return isGiven(valueAt(input, ['roleName']));
}

/** A form sends an empty text for a field that was left empty. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== '';
}

/** The role of a registered set-up, as one that is requested. */
export function roleOfSetup({
  accountId,
  region,
  roleName,
  rolePath,
}: RecordedRole): RoleTarget {
  const input = { accountId, region, roleName, rolePath };
  return toRole(parseFields('a role', input, scope => roleFields(scope, {})));
}

/**
 * Makes sure that the role that is given beside the name of a registered set-up
 * is the one that belongs to it.
 *
 * @throws InvalidRequestError that names each field that says otherwise
 */
export function refuseOtherRole(
  input: unknown,
  setup: RecordedRole & { name: string },
): void {
  const problems = Object.entries(roleOfSetup(setup)).flatMap(
    ([field, registered]): Problem[] => {
      const value = valueAt(input, [field]);
      return !isGiven(value) || value === registered
        ? []
        : [{ field, value, rule: ruleOf(setup, registered) }];
    },
  );
  refuse(problems);
}

function ruleOf({ name }: { name: string }, registered: string) {
  return `set-up ${name} is registered with ${registered}; leave it out`;
}
