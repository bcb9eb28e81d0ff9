import { Problem, refuse } from '../errors';
import { RoleTarget } from '../service/role';
import { setupNameRule } from '../setup/entity';
import { parseFields } from './fields';
import { valueAt } from './parse';
import { roleFields, toRole } from './roleFields';
import { validText } from './scope';

/** The role in the record of a set-up. */
interface RecordedRole {
  accountId: string;
  region: string;
  roleName: string;
  rolePath: string;
}

/** The name of the set-up in an input. Undefined if there is none or it isn't valid. */
export function setupNameIn(input: unknown): string | undefined {
  return validText(valueAt(input, ['name']), setupNameRule.broken);
}

/** Whether an input names a role beside its set-up's name. */
export function namesRole(input: unknown): boolean {
  return isGiven(valueAt(input, ['roleName']));
}

/** A form sends an empty text for an empty field. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== '';
}

/** The role of a registered set-up, in the form of a requested role. */
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
 * Makes sure that a role given beside a registered set-up's name belongs to that
 * set-up.
 *
 * @throws InvalidRequestError that names each field that differs
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
