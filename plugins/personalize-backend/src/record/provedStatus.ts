import {
  Check,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** The status that a run's proof comes to. */
export function provedStatus({
  checks,
}: {
  checks: readonly Pick<Check, 'outcome'>[];
}): SetupStatus {
  return checks.some(({ outcome }) => outcome === 'failed') ? 'failed' : 'ok';
}
