import {
  Check,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** The outcomes of a set-up's last run, by id of the check. */
export type Baseline = Readonly<Record<string, Check['outcome']>>;

/**
 * How a set-up stands by a check of it. What fails now and didn't at the last run
 * has drifted; what failed then already leaves the set-up failed. What passed
 * then and can't be told now makes it unknown.
 *
 * @param baseline - empty where no run has proven it: nothing can have drifted then
 */
export function judgeStatus(
  checks: readonly Check[],
  baseline: Baseline,
): SetupStatus {
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  if (failed.length > 0) {
    const isProven = Object.keys(baseline).length > 0;
    return isProven && failed.some(({ id }) => baseline[id] !== 'failed')
      ? 'drifted'
      : 'failed';
  }
  return checks.some(check => isUntold(check, baseline)) ? 'unknown' : 'ok';
}

/** A run's own unknowns were there from the start and aren't news. */
function isUntold({ id, outcome }: Check, baseline: Baseline): boolean {
  return outcome === 'unknown' && baseline[id] !== 'unknown';
}
