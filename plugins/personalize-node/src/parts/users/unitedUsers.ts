import {
  Principal,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { nameOf } from './wanted';

/**
 * The people of a set-up after a request that only adds some: each preset once,
 * and in it each principal once, as asked for last. A permission set is assigned
 * to whom either asks for.
 */
export function unitedUsers(
  before: readonly UserAccess[],
  added: readonly UserAccess[],
): UserAccess[] {
  const presets = new Set([...before, ...added].map(({ preset }) => preset));
  return [...presets].map(preset => ({
    preset,
    principals: united(of(before, preset), of(added, preset)),
  }));
}

function of(users: readonly UserAccess[], preset: UserAccess['preset']) {
  return users
    .filter(one => one.preset === preset)
    .flatMap(({ principals }) => principals);
}

function united(
  before: readonly Principal[],
  added: readonly Principal[],
): Principal[] {
  const principals = new Map<string, Principal>();
  for (const principal of [...before, ...added]) {
    const key = `${principal.type} ${nameOf(principal)}`;
    principals.set(key, joined(principals.get(key), principal));
  }
  return [...principals.values()];
}

function joined(known: Principal | undefined, next: Principal): Principal {
  if (known?.type !== 'permission-set' || next.type !== 'permission-set') {
    return next;
  }
  const added = next.assignTo.filter(
    ({ kind, id }) =>
      !known.assignTo.some(one => one.kind === kind && one.id === id),
  );
  return { ...next, assignTo: [...known.assignTo, ...added] };
}
