import { oidcIssuer } from '../../aws/providerArn';
import { peopleTrustPolicy } from '../../documents/userTrust';
import { ABSENT, known, requestContext } from '../../evaluate/context';
import { AccessRequest } from '../../evaluate/request';
import { Check } from '../../plan/change';
import { asList, PolicyStatement, statementsOf } from '../../policy/document';
import { PeopleRolePrincipal, Preset } from '../../request/types';
import { excessOf } from '../contain/excess';
import { ExpectedAccess } from '../expectedAccess';
import { HeldPrincipal, HeldRole } from '../heldAccess';
import { people } from '../ids';
import { excessWords } from '../opened/excessWords';
import { isNobody } from '../opened/nobody';
import { placedStatements, pointerTo } from '../placed';
import { inWords, RUN_AGAIN, statementIn } from '../words';
import { proveClaim } from './claim';

/** Proves that a role for people lets exactly those in who were asked for. */
export function provePeopleTrust(
  { role: target }: ExpectedAccess,
  preset: Preset,
  { principal, role, userArns = [] }: HeldPrincipal,
): Check[] {
  if (!('roleName' in principal) || !role) {
    return [];
  }
  const id = people('trust', preset, principal);
  if (
    principal.type === 'account-role' &&
    userArns.length < principal.users.length
  ) {
    return [
      {
        id,
        title: `Not all users who were to get the role ${principal.roleName} exist`,
        outcome: 'failed',
        remedy: `Make sure that the account has the IAM users ${inWords(
          principal.users,
        )}, and run the template of the set-up again.`,
      },
    ];
  }
  const asked = statementsOf(peopleTrustPolicy(target, principal, userArns));
  return [
    proveNobodyElse(id, role, asked) ??
      andNobodyElse(
        proveClaim({
          id,
          who: whoOf(principal),
          deed: () => `get the role ${principal.roleName}`,
          requests: asked.flatMap(statement =>
            requestsOf(principal, statement, userArns),
          ),
          policies: {
            identity: [],
            resource: {
              name: role.trust.place,
              document: role.trust.document,
              kind: 'trust',
              accountId: target.accountId,
            },
          },
          own: placedStatements([role.trust]).find(({ statement }) =>
            asked.some(({ Sid }) => Sid === statement.Sid),
          ),
        }),
      ),
  ];
}

function andNobodyElse(check: Check): Check {
  return check.outcome === 'passed'
    ? { ...check, title: `${check.title}, and nobody else can` }
    : check;
}

function proveNobodyElse(
  id: string,
  { trust, roleId }: HeldRole,
  asked: readonly PolicyStatement[],
): Check | undefined {
  for (const placed of placedStatements([trust])) {
    const { statement, index, place } = placed;
    const excess =
      statement.Effect === 'Allow'
        ? excessOf(statement, asked, party => isNobody(party, roleId))
        : [];
    if (excess.length > 0) {
      return {
        id,
        title: `${statementIn(
          statement,
          index,
          place,
        )} lets in more than was asked for: ${excessWords(statement, excess)}`,
        outcome: 'failed',
        ...pointerTo(placed),
        remedy: `Remove what was added. ${RUN_AGAIN}`,
      };
    }
  }
  return undefined;
}

function whoOf(principal: PeopleRolePrincipal): string {
  switch (principal.type) {
    case 'saml-role':
      return `People of ${principal.provider}`;
    case 'oidc-role':
      return `People of ${principal.provider} with the subject ${principal.subject}`;
    default:
      return `People (${principal.users.join(', ')})`;
  }
}

/** The requests in which those who were asked for assume the role. */
function requestsOf(
  principal: PeopleRolePrincipal,
  statement: PolicyStatement,
  userArns: readonly string[],
): AccessRequest[] {
  const asked = { action: asList(statement.Action)[0] ?? '', resource: '*' };
  switch (principal.type) {
    case 'saml-role':
      return [
        {
          ...asked,
          principal: { kind: 'federated', provider: principal.provider },
          context: requestContext(valuesIn(statement)),
        },
      ];
    case 'oidc-role': {
      const issuer = oidcIssuer(principal.provider);
      return [
        {
          ...asked,
          principal: { kind: 'federated', provider: principal.provider },
          context: requestContext({
            [`${issuer}:aud`]: known(principal.audience),
            // Only a wildcard of a policy stands for one of the subject.
            [`${issuer}:sub`]: known(principal.subject.replace(/[*?]/g, '~')),
          }),
        },
      ];
    }
    default:
      return userArns.map(arn => ({
        ...asked,
        principal: { kind: 'user', arn },
        context: requestContext({
          'aws:MultiFactorAuthPresent': principal.requireMfa
            ? known('true')
            : ABSENT,
        }),
      }));
  }
}

/** What a request carries that fits the conditions which the product writes. */
function valuesIn(statement: PolicyStatement) {
  return Object.fromEntries(
    Object.values(statement.Condition ?? {}).flatMap(keys =>
      Object.entries(keys).map(([key, values]) => [
        key,
        known(...asList(values).map(String)),
      ]),
    ),
  );
}
