import {
  GuardedParts,
  guardrailProblems,
  Guardrails,
  isServiceRegion,
  partitionOf,
  Problem,
  SERVICE_POLICIES,
  SOURCE_CONDITIONS,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AccountContext } from './context';
import { FormValues } from './formValues';

/**
 * The values in a form that the guardrails of its account refuse, by the rules
 * of the actions. Empty fields are always allowed.
 */
export function refusedByGuardrails({
  account,
  form,
}: AccountContext): readonly Problem[] {
  const { guardrails } = account.limits;
  const parts = guardedParts(form, guardrails);
  return parts
    ? guardrailProblems(parts, guardrails).filter(
        ({ field }) => field !== 'roleName' || form.roleName !== '',
      )
    : [];
}

function guardedParts(
  form: FormValues,
  guardrails: Guardrails,
): GuardedParts | undefined {
  const { region } = form;
  if (!isServiceRegion(region)) {
    return undefined;
  }
  return {
    role: {
      partition: partitionOf(region),
      accountId: form.accountId,
      region,
      roleName: form.roleName,
      rolePath: form.rolePath || (guardrails.rolePath ?? ''),
    },
    settings: {
      permissionsBoundary: form.permissionsBoundary || undefined,
      tags: form.tags,
      servicePolicy: choice(SERVICE_POLICIES, form.servicePolicy) ?? 'scoped',
      cloudWatchMetrics: false,
      adopt: false,
    },
    users: form.users,
    sourceConditions: choice(SOURCE_CONDITIONS, form.sourceConditions),
  };
}

/** Undefined if the person leaves the choice to the platform team. */
function choice<T extends string>(
  choices: readonly T[],
  text: string,
): T | undefined {
  return choices.find(one => one === text);
}
