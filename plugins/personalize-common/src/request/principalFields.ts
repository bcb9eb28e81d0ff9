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
import { matching, RequestContext } from './context';
import {
  fieldsOnly,
  flag,
  oneOf,
  text,
  unionBy,
  unitedList,
  withDefault,
} from './fields';
import { Field, valueAt } from './parse';

const ASSIGNEE_KINDS = ['group', 'user'] as const;

/**
 * One principal of a preset. Its type decides its fields; where the type isn't
 * known, the rest isn't looked at.
 */
export function principalEntry(
  raw: unknown,
  context: RequestContext,
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
          roleName: peopleRoleName(context),
          provider: text(samlProviderRule(context)).transform(provider =>
            samlProviderArn(provider, context),
          ),
        },
        'a role for a SAML provider',
      );
    case 'oidc-role':
      return fieldsOnly(
        {
          type: z.literal(type),
          roleName: peopleRoleName(context),
          provider: text(oidcProviderRule(context)).transform(provider =>
            oidcProviderArn(provider, context),
          ),
          audience: text(oidcAudienceRule),
          subject: text(oidcSubjectRule(providerIn(raw, context))),
        },
        'a role for an OIDC provider',
      );
    case 'account-role':
      return fieldsOnly(
        {
          type: z.literal(type),
          roleName: peopleRoleName(context),
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
      { type: oneOf(PRINCIPAL_TYPES) },
      { required_error: message, invalid_type_error: message },
    )
    .transform(() => z.NEVER);
}

function providerIn(raw: unknown, context: RequestContext): string | undefined {
  return matching(valueAt(raw, ['provider']), oidcProviderRule(context).broken);
}

/** People and Personalize never share a role. */
function peopleRoleName({ roleName: serviceRole }: RequestContext) {
  const rule: TextRule = {
    fits: roleNameRule.fits,
    broken: name =>
      roleNameRule.broken(name) ??
      (name.toLowerCase() === serviceRole?.toLowerCase()
        ? `it is the role of Personalize, ${serviceRole}; people need a role of their own`
        : undefined),
  };
  return text(rule);
}

/** Each once. */
function assigneeList() {
  const entry = fieldsOnly(
    { kind: oneOf(ASSIGNEE_KINDS), id: text(identityStoreIdRule) },
    'an entry of assignTo',
  );
  return unitedList(
    'groups and users of Identity Center',
    () => entry,
    () => unionBy(({ kind, id }) => `${kind} ${id}`),
  );
}

/** Each once; IAM compares names without case. */
function userNameList() {
  return unitedList(
    'the names of at least one IAM user of the account',
    () => text(iamUserNameRule),
    () => unionBy(name => name.toLowerCase()),
    1,
  );
}
