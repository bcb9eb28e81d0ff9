import { namedPrincipals } from '../../evaluate/principal';
import { AccessRequest } from '../../evaluate/request';
import { PolicyStatement } from '../../policy/document';
import { RoleTarget } from '../../service/role';
import { Holder } from '../holders';
import { byRole, byService } from './askers';
import { anyUser, byPeople, PASS_ROLE, passingRole } from './peopleAskers';
import { Use, usesOf } from './uses';

/**
 * The requests that a statement which was asked for is there for.
 *
 * @param roleId - unique id of the service role, where it exists
 */
export function askedRequests(
  role: RoleTarget,
  roleId: string | undefined,
  { kind, id }: Pick<Holder, 'kind' | 'id'>,
  asked: PolicyStatement,
): AccessRequest[] {
  const isForService = namedPrincipals(asked.Principal).some(
    ({ type }) => type === 'Service',
  );
  return usesOf(asked).map(use => {
    switch (kind) {
      case 'people':
        return byAnybody(role, use);
      case 'role':
        return byRole(role, use, roleId);
      default: {
        // In a key policy, the resource `*` is the key.
        const used = kind === 'key' ? { ...use, resource: id } : use;
        return isForService
          ? byService(role, used)
          : byRole(role, used, roleId);
      }
    }
  });
}

function byAnybody(role: RoleTarget, use: Use): AccessRequest {
  return use.action === PASS_ROLE
    ? passingRole(role, anyUser(role))
    : byPeople(role, anyUser(role), use);
}
