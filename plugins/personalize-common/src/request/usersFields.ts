import { PRESETS } from '../service/presets';
import { Principal, UserAccess } from '../setup/access';
import { RequestContext } from './context';
import { fieldsOnly, oneOf, Union, unitedList } from './fields';
import { principalEntry } from './principalFields';
import { PrincipalUnion } from './principalUnion';

/**
 * Who gets which preset. Each preset comes out once, and in it each principal
 * once.
 */
export function userList(context: RequestContext) {
  const entry = fieldsOnly(
    { preset: oneOf(PRESETS), principals: principalList(context) },
    'an entry of users',
  );
  return unitedList(
    'presets with their principals',
    () => entry,
    (): Union<UserAccess> => new PrincipalUnion(),
  );
}

/** Not united yet, so that a conflict can name the place of its entry. */
function principalList(context: RequestContext) {
  return unitedList(
    'at least one principal',
    raw => principalEntry(raw, context),
    (): Union<Principal> => {
      const principals: Principal[] = [];
      return {
        add(next) {
          principals.push(next);
          return undefined;
        },
        list: () => principals,
      };
    },
    1,
  );
}
