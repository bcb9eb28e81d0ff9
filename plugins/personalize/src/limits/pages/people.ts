import { Problem } from '@personalize-portal/backstage-plugin-personalize-common';
import { AccountContext, PageLimits } from '../context';
import { refusedByGuardrails } from '../guardrails';
import { code, mustMatch, oneOf, wildcardsIn } from '../words';

const NO_IDENTITY_CENTER =
  "People who sign in with IAM Identity Center can't be given access here.";
const NOT_DIRECTLY =
  "IAM groups and users can't be given access directly; let the users take on a role instead.";

const WITH_MFA = 'IAM users need a second factor (MFA) for it.';

/** Who may be given access, and how. */
export function peoplePage(context: AccountContext): PageLimits {
  return {
    title: 'Who may be given access',
    limits: limits(context),
    outside: outside(context),
  };
}

function limits({ account: { limits: held } }: AccountContext): string[] {
  const { roleNamePattern, federation, requireMfa, allowDirectAttachment } =
    held.guardrails;
  return [
    ...(held.identityCenter ? [] : [NO_IDENTITY_CENTER]),
    ...(allowDirectAttachment ? [] : [NOT_DIRECTLY]),
    ...(requireMfa ? [WITH_MFA] : []),
    ...(roleNamePattern
      ? [`The names of their roles ${mustMatch(roleNamePattern)}.`]
      : []),
    ...(federation ? federated(federation) : []),
  ];
}

function federated({
  samlProviders = [],
  oidcSubjects = [],
}: NonNullable<
  AccountContext['account']['limits']['guardrails']['federation']
>): string[] {
  return [
    samlProviders.length > 0
      ? `SAML providers: only ${oneOf(samlProviders)}.`
      : "People of a SAML provider can't be given access here.",
    ...(oidcSubjects.length > 0
      ? [
          `Subjects of an OpenID Connect provider: only ${oneOf(
            oidcSubjects,
          )}.`,
          ...wildcardsIn(oidcSubjects),
        ]
      : ["An OpenID Connect provider can't be given access here."]),
  ];
}

function outside(context: AccountContext): string[] {
  const { users } = context.form;
  const isInIdentityCenter = users.some(({ principals }) =>
    principals.some(({ type }) => type === 'permission-set'),
  );
  return [
    ...new Set([
      ...(isInIdentityCenter && !context.account.limits.identityCenter
        ? [NO_IDENTITY_CENTER]
        : []),
      ...refusedByGuardrails(context).flatMap(problem =>
        inWords(problem, context),
      ),
    ]),
  ];
}

function inWords({ field, value }: Problem, context: AccountContext): string[] {
  const [, principalField] =
    /^users\[\d+\]\.principals\[\d+\]\.(\w+)/.exec(field) ?? [];
  if (!principalField || value === '') {
    return [];
  }
  const shown = code(String(value));
  switch (principalField) {
    case 'roleName':
      return [
        `The name ${shown} ${mustMatch(
          context.account.limits.guardrails.roleNamePattern ?? '',
        )}.`,
      ];
    case 'provider':
      return [`The provider ${shown} can't be given access.`];
    case 'subject':
      return [`The subject ${shown} can't be given access.`];
    case 'requireMfa':
      return [WITH_MFA];
    default:
      return [NOT_DIRECTLY];
  }
}
