import { RequestContext } from './context';
import { fieldsOnly, oneOf, unitedList } from './fields';
import { principalEntry } from './principalFields';
import { principalConflict, withPrincipal } from './principalUnion';
import { PRESETS, Principal, UserAccess } from './types';

/**
 * Who gets which preset. Each preset comes out once, and in it each principal
 * once.
 */
export function userList(context: RequestContext) {
  const entry = fieldsOnly(
    { preset: oneOf(PRESETS), principals: principalList(context) },
    'an entry of users',
  );
  return unitedList('presets with their principals', () => entry, addUsers);
}

/** Not united yet, so that a conflict can name the place of its entry. */
function principalList(context: RequestContext) {
  return unitedList(
    'at least one principal',
    raw => principalEntry(raw, context),
    (list, next): Principal[] => [...list, next],
    1,
  );
}

function addUsers(list: readonly UserAccess[], next: UserAccess) {
  let united = [...list];
  for (const [index, principal] of next.principals.entries()) {
    const conflict = principalConflict(
      united.flatMap(({ principals }) => principals),
      principal,
    );
    if (conflict) {
      return {
        path: ['principals', index, conflict.field],
        rule: conflict.rule,
      };
    }
    united = withPrincipal(united, next.preset, principal);
  }
  return united;
}
