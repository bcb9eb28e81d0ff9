import { allOf, Answer, anyOf } from '../evaluate/answer';
import { namedPrincipals } from '../evaluate/principal';
import { AccessRequest } from '../evaluate/request';
import { matchStatements, PolicyKind } from '../evaluate/statement';
import { POLICY_VERSION, PolicyStatement } from '../policy/document';
import { RoleTarget } from '../service/role';
import { excessOf } from './excess/excess';
import { PolicySet } from './policySets';
import {
  anyUser,
  PASS_ROLE,
  passRoleRequest,
  peopleRequest,
  roleRequest,
  serviceRequest,
} from './proofs/requests';
import { Use, usesOf } from './proofs/uses';

/**
 * Whether statements serve the purpose of another one: by their text, or because
 * each of its requests is as sure to be allowed. A condition that is always met
 * takes nothing away.
 */
export function servePurpose(
  statements: readonly PolicyStatement[],
  asked: PolicyStatement,
  kind: PolicyKind,
  requests: () => AccessRequest[],
): boolean {
  return (
    excessOf(asked, statements).length === 0 ||
    requests().every(request => {
      const answerOf = (statement: PolicyStatement) =>
        answerBy(statement, kind, request);
      const enough = ['yes', answerOf(asked)];
      return statements.some(statement => enough.includes(answerOf(statement)));
    })
  );
}

/** Naming the account isn't enough: the decision is left to the account's own policies. */
function answerBy(
  statement: PolicyStatement,
  kind: PolicyKind,
  request: AccessRequest,
): Answer {
  const [{ answer, mentions }] = matchStatements(
    { Version: POLICY_VERSION, Statement: statement },
    kind,
    request,
  );
  const { itself, session, everybody } = mentions;
  return allOf([answer, anyOf([itself, session, everybody])]);
}

/**
 * The requests that a requested statement is for.
 *
 * @param roleId - unique id of the service role, if it exists
 */
export function requestsFor(
  role: RoleTarget,
  roleId: string | undefined,
  { kind, id }: Pick<PolicySet, 'kind' | 'id'>,
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
        return roleRequest(role, use, roleId);
      default: {
        // In a key policy, the resource `*` is the key.
        const used = kind === 'key' ? { ...use, resource: id } : use;
        return isForService
          ? serviceRequest(role, used)
          : roleRequest(role, used, roleId);
      }
    }
  });
}

function byAnybody(role: RoleTarget, use: Use): AccessRequest {
  return use.action === PASS_ROLE
    ? passRoleRequest(role, anyUser(role))
    : peopleRequest(role, anyUser(role), use);
}
