import { z } from 'zod/v3';
import {
  iamGroupNameRule,
  iamUserNameRule,
  identityStoreIdRule,
  permissionSetNameRule,
  roleNameRule,
} from '../aws/names';
import { oidcAudienceRule, oidcSubjectRule } from '../aws/oidcClaims';
import {
  oidcProviderArn,
  oidcProviderRule,
  samlProviderArn,
  samlProviderRule,
} from '../aws/providerArn';
import { TextRule } from '../aws/textRule';
import { Principal, PRINCIPAL_TYPES } from '../setup/access';
import {
  fieldsOnly,
  flag,
  choice,
  text,
  unionBy,
  unitedList,
  withDefault,
} from './fields';
import { Field, valueAt } from './parse';
import { validText, RequestScope } from './scope';

const ASSIGNEE_KINDS = ['group', 'user'] as const;

/**
 * One principal of a preset. Its type decides its fields, so an unknown type stops
 * the check of the entry.
 */
export function principalEntry(
  raw: unknown,
  scope: RequestScope,
): Field<Principal> {
  const type = PRINCIPAL_TYPES.find(known => known === valueAt(raw, ['type']));
  switch (type) {
    case 'permission-set':
      return fieldsOnly(
        {
          type: z.literal(type),
          name: text(permissionSetNameRule),
          assignTo: assigneeList().default([]),
        },
        'a permission set',
      );
    case 'saml-role':
      return fieldsOnly(
        {
          type: z.literal(type),
          roleName: peopleRoleName(scope),
          provider: text(samlProviderRule(scope)).transform(provider =>
            samlProviderArn(provider, scope),
          ),
        },
        'a role for a SAML provider',
      );
    case 'oidc-role':
      return fieldsOnly(
        {
          type: z.literal(type),
          roleName: peopleRoleName(scope),
          provider: text(oidcProviderRule(scope)).transform(provider =>
            oidcProviderArn(provider, scope),
          ),
          audience: text(oidcAudienceRule),
          subject: text(oidcSubjectRule(providerIn(raw, scope))),
        },
        'a role for an OIDC provider',
      );
    case 'account-role':
      return fieldsOnly(
        {
          type: z.literal(type),
          roleName: peopleRoleName(scope),
          users: userNameList(),
          requireMfa: withDefault(flag(), true),
        },
        'a role for users of the account',
      );
    case 'group':
      return fieldsOnly(
        { type: z.literal(type), name: text(iamGroupNameRule) },
        'a group',
      );
    case 'user':
      return fieldsOnly(
        { type: z.literal(type), name: text(iamUserNameRule) },
        'a user',
      );
    default:
      return unknownType();
  }
}

function unknownType() {
  const message = `it must be an object with the field type, one of ${PRINCIPAL_TYPES.join(
    ', ',
  )}`;
  return z
    .object(
      { type: choice(PRINCIPAL_TYPES) },
      { required_error: message, invalid_type_error: message },
    )
    .transform(() => z.NEVER);
}

function providerIn(raw: unknown, scope: RequestScope): string | undefined {
  return validText(valueAt(raw, ['provider']), oidcProviderRule(scope).broken);
}

/** People and Personalize never share a role. */
function peopleRoleName({ roleName: serviceRole }: RequestScope) {
  const rule: TextRule = {
    fits: roleNameRule.fits,
    broken: name =>
      roleNameRule.broken(name) ??
      (name.toLowerCase() === serviceRole?.toLowerCase()
        ? `it is the service role of Personalize, ${serviceRole}; give people a separate role`
        : undefined),
  };
  return text(rule);
}

/** Each assignee once. */
function assigneeList() {
  const entry = fieldsOnly(
    { kind: choice(ASSIGNEE_KINDS), id: text(identityStoreIdRule) },
    'an entry of assignTo',
  );
  return unitedList(
    'groups and users of Identity Center',
    () => entry,
    () => unionBy(({ kind, id }) => `${kind} ${id}`),
  );
}

/** Each user once. IAM compares names without case. */
function userNameList() {
  return unitedList(
    'the names of at least one IAM user of the account',
    () => text(iamUserNameRule),
    () => unionBy(name => name.toLowerCase()),
    1,
  );
}
