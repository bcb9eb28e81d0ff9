import { Problem } from '@personalize-portal/backstage-plugin-personalize-common';
import { Translate } from '../../translation';
import { AccountContext, PageLimits } from '../context';
import { refusedByGuardrails } from '../guardrails';
import { code, nameRule, oneOf, wildcardsIn } from '../words';

/** Who can get access, and how. */
export function peoplePage(context: AccountContext): PageLimits {
  return {
    title: context.t('limits.people.title'),
    limits: limits(context),
    outside: outside(context),
  };
}

function limits({ account, t }: AccountContext): string[] {
  const { identityCenter, guardrails } = account.limits;
  const { roleNamePattern, federation, requireMfa, allowDirectAttachment } =
    guardrails;
  return [
    ...(identityCenter ? [] : [t('limits.people.noIdentityCenter')]),
    ...(allowDirectAttachment ? [] : [t('limits.people.noDirectAccess')]),
    ...(requireMfa ? [t('limits.people.mfa')] : []),
    ...(roleNamePattern
      ? [t('limits.people.roleNames', { rule: nameRule(roleNamePattern, t) })]
      : []),
    ...(federation ? federationLimits(federation, t) : []),
  ];
}

function federationLimits(
  {
    samlProviders = [],
    oidcSubjects = [],
  }: NonNullable<
    AccountContext['account']['limits']['guardrails']['federation']
  >,
  t: Translate,
): string[] {
  return [
    samlProviders.length > 0
      ? t('limits.people.samlProviders', { providers: oneOf(samlProviders, t) })
      : t('limits.people.noSaml'),
    ...(oidcSubjects.length > 0
      ? [
          t('limits.people.oidcSubjects', { subjects: oneOf(oidcSubjects, t) }),
          ...wildcardsIn(oidcSubjects, t),
        ]
      : [t('limits.people.noOidc')]),
  ];
}

function outside(context: AccountContext): string[] {
  const {
    form: { users },
    t,
  } = context;
  const isInIdentityCenter = users.some(({ principals }) =>
    principals.some(({ type }) => type === 'permission-set'),
  );
  return [
    ...new Set([
      ...(isInIdentityCenter && !context.account.limits.identityCenter
        ? [t('limits.people.noIdentityCenter')]
        : []),
      ...refusedByGuardrails(context).flatMap(problem =>
        sentences(problem, context),
      ),
    ]),
  ];
}

function sentences(
  { field, value }: Problem,
  context: AccountContext,
): string[] {
  const [, principalField] =
    /^users\[\d+\]\.principals\[\d+\]\.(\w+)/.exec(field) ?? [];
  if (!principalField || value === '') {
    return [];
  }
  const { t } = context;
  const shown = code(String(value));
  switch (principalField) {
    case 'roleName': {
      const { roleNamePattern = '' } = context.account.limits.guardrails;
      return [
        t('limits.name', { name: shown, rule: nameRule(roleNamePattern, t) }),
      ];
    }
    case 'provider':
      return [t('limits.people.providerRefused', { provider: shown })];
    case 'subject':
      return [t('limits.people.subjectRefused', { subject: shown })];
    case 'requireMfa':
      return [t('limits.people.mfa')];
    default:
      return [t('limits.people.noDirectAccess')];
  }
}
