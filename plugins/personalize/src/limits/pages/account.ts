import { accountContext, LimitsContext, PageLimits } from '../context';
import { refusedByGuardrails } from '../guardrails';
import { code, nameRule, oneOf } from '../words';

/** Allowed accounts, Regions and role names. */
export function accountPage(context: LimitsContext): PageLimits {
  const { accounts, t } = context;
  return {
    title: t('limits.account.title'),
    limits: [
      ...accounts.map(({ accountId, name, regions }) => {
        const values = {
          account: code(accountId),
          regions: oneOf(regions, t),
        };
        return name === accountId
          ? t('limits.account.account', values)
          : t('limits.account.accountName', { ...values, name });
      }),
      ...namesOf(context),
    ],
    outside: outside(context),
  };
}

/** One configuration covers all accounts, so one sentence is enough. */
function namesOf({ accounts, t }: LimitsContext): string[] {
  const pattern = accounts[0]?.limits.guardrails.roleNamePattern;
  return pattern
    ? [t('limits.account.roleName', { rule: nameRule(pattern, t) })]
    : [];
}

function outside(context: LimitsContext): string[] {
  const { form, t } = context;
  const chosen = accountContext(context);
  if (!chosen) {
    return /^\d{12}$/.test(form.accountId)
      ? [t('limits.account.refused', { account: code(form.accountId) })]
      : [];
  }
  const { regions, limits } = chosen.account;
  const { roleNamePattern = '', rolePath = '' } = limits.guardrails;
  const problems = refusedByGuardrails(chosen).map(({ field }) => field);
  return [
    ...(form.region && !regions.includes(form.region)
      ? [
          t('limits.account.regionRefused', {
            regions: oneOf(regions, t),
            region: code(form.region),
          }),
        ]
      : []),
    ...(problems.includes('roleName')
      ? [
          t('limits.name', {
            name: code(form.roleName),
            rule: nameRule(roleNamePattern, t),
          }),
        ]
      : []),
    ...(problems.includes('rolePath')
      ? [t('limits.rolePath', { path: code(rolePath) })]
      : []),
  ];
}
