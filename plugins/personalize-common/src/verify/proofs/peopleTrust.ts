import { oidcIssuer } from '../../aws/providerArn';
import { peopleTrustPolicy } from '../../documents/userTrust';
import { ABSENT, exactly, requestContext } from '../../evaluate/context';
import { AccessRequest } from '../../evaluate/request';
import { sameDocument } from '../../policy/compare';
import {
  asList,
  isPolicyDocument,
  PolicyStatement,
  statementsOf,
} from '../../policy/document';
import { Preset } from '../../service/presets';
import { PeopleRolePrincipal } from '../../setup/access';
import { Holding } from '../../setup/change';
import { ExpectedAccess, HeldPrincipal, HeldRole } from '../access';
import { excessOf } from '../excess/excess';
import { isNobody } from '../excess/principals';
import { Finding, finding } from '../finding';
import { peopleId } from '../ids';
import { lastWriteAt, updateFinding } from '../lastWrite';
import { decidedBy, statementsAtPlaces } from '../statementPlaces';
import { proveExpectation } from './expectation';

/**
 * Proves that a role for people lets in exactly the requested people. If the role
 * still is as last written but other people are requested now, an update is
 * available.
 *
 * @param holdings - what the last run left of the set-up
 */
export function provePeopleTrust(
  { role: target }: ExpectedAccess,
  preset: Preset,
  { principal, role, userArns = [] }: HeldPrincipal,
  holdings: readonly Holding[],
): Finding[] {
  if (!('roleName' in principal) || !role) {
    return [];
  }
  const id = peopleId('trust', preset, principal);
  if (
    principal.type === 'account-role' &&
    userArns.length < principal.users.length
  ) {
    return [
      finding({
        id,
        kind: 'missing-users',
        outcome: 'failed',
        subjects: { roleName: principal.roleName, users: principal.users },
      }),
    ];
  }
  const asked = statementsOf(peopleTrustPolicy(target, principal, userArns));
  const found =
    proveNobodyElse(id, role, asked) ??
    proveExpectation({
      id,
      who: { kind: 'members', of: membersOf(principal) },
      deed: { kind: 'assume', roleName: principal.roleName },
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
      own: statementsAtPlaces([role.trust]).find(({ statement }) =>
        asked.some(({ Sid }) => Sid === statement.Sid),
      ),
    });
  const { place, document } = role.trust;
  const written = lastWriteAt(place, holdings);
  return [
    found.outcome === 'failed' &&
    isPolicyDocument(written) &&
    sameDocument(written, document)
      ? { ...updateFinding(place), id }
      : found,
  ];
}

function proveNobodyElse(
  id: string,
  { trust, roleId }: HeldRole,
  asked: readonly PolicyStatement[],
): Finding | undefined {
  for (const placed of statementsAtPlaces([trust])) {
    const { statement } = placed;
    const excess =
      statement.Effect === 'Allow'
        ? excessOf(statement, asked, party => isNobody(party, roleId))
        : [];
    if (excess.length > 0) {
      return finding(
        {
          id,
          kind: 'people-audience',
          outcome: 'failed',
          subjects: { excess },
          ...decidedBy(placed),
        },
        [statement],
      );
    }
  }
  return undefined;
}

function membersOf(principal: PeopleRolePrincipal): string {
  switch (principal.type) {
    case 'saml-role':
      return `of ${principal.provider}`;
    case 'oidc-role':
      return `of ${principal.provider} with the subject ${principal.subject}`;
    default:
      return `(${principal.users.join(', ')})`;
  }
}

/** The requests in which the requested people assume the role. */
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
            [`${issuer}:aud`]: exactly(principal.audience),
            // Only a policy wildcard can match a subject's wildcard.
            [`${issuer}:sub`]: exactly(principal.subject.replace(/[*?]/g, '~')),
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
            ? exactly('true')
            : ABSENT,
        }),
      }));
  }
}

/** Request values that meet the conditions of the product's statement. */
function valuesIn(statement: PolicyStatement) {
  return Object.fromEntries(
    Object.values(statement.Condition ?? {}).flatMap(keys =>
      Object.entries(keys).map(([key, values]) => [
        key,
        exactly(...asList(values).map(String)),
      ]),
    ),
  );
}
