import {
  Change,
  Check,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PartPlan } from './plan';

const missing: Record<Change['operation'], string> = {
  create: 'is missing',
  update: 'is not as it was asked for',
  delete: 'is there but no longer asked for',
};

/**
 * Checks that AWS still holds what a set-up asks for: its plan must be empty,
 * and each change that it would make is a check that failed.
 */
export function checkPlan(plan: PartPlan): Check[] {
  if (plan.changes.length === 0) {
    return [
      {
        id: `${plan.part}:as-asked`,
        title: `The ${plan.part} part stands in AWS as it was asked for`,
        outcome: 'passed',
      },
    ];
  }
  return plan.changes.map(({ change }) => ({
    id: `${change.part}:${change.operation}:${change.resource}`,
    title: `${change.resource} ${missing[change.operation]}`,
    outcome: 'failed',
    remedy:
      'Run the template of the set-up again; it brings back what was asked for.',
  }));
}
