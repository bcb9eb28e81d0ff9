import { accountContext, LimitsContext, PageLimits } from '../context';
import { refusedByGuardrails } from '../guardrails';
import { code, mustMatch, oneOf } from '../words';

/** Which account and Region, and how the role may be called. */
export function accountPage(context: LimitsContext): PageLimits {
  const { accounts } = context;
  return {
    title: 'What your team may use',
    limits: [
      ...accounts.map(
        ({ accountId, name, regions }) =>
          `Account ${code(accountId)}${
            name === accountId ? '' : ` (${name})`
          } in ${oneOf(regions)}.`,
      ),
      ...namesOf(context),
    ],
    outside: outside(context),
  };
}

/** One configuration serves all accounts, so the rule is said once. */
function namesOf({ accounts }: LimitsContext): string[] {
  const pattern = accounts[0]?.limits.guardrails.roleNamePattern;
  return pattern ? [`The name of the role ${mustMatch(pattern)}.`] : [];
}

function outside(context: LimitsContext): string[] {
  const { form } = context;
  const chosen = accountContext(context);
  if (!chosen) {
    return /^\d{12}$/.test(form.accountId)
      ? [`Account ${code(form.accountId)} isn't given to your team.`]
      : [];
  }
  const { regions, limits } = chosen.account;
  const { roleNamePattern = '', rolePath = '' } = limits.guardrails;
  const problems = refusedByGuardrails(chosen).map(({ field }) => field);
  return [
    ...(form.region && !regions.includes(form.region)
      ? [
          `Your team may use this account in ${oneOf(
            regions,
          )} only, not in ${code(form.region)}.`,
        ]
      : []),
    ...(problems.includes('roleName')
      ? [`The name ${code(form.roleName)} ${mustMatch(roleNamePattern)}.`]
      : []),
    ...(problems.includes('rolePath')
      ? [`The path of the role must be ${code(rolePath)}.`]
      : []),
  ];
}
