import { CheckResponse } from '@personalize-portal/backstage-plugin-personalize-common';
import { STATUS_NAMES } from '../setups/status';

/** What a check found, as a sentence to be read out. */
export function checkInWords({ status, checks }: CheckResponse): string {
  const failing = checks.filter(
    ({ outcome }) => outcome === 'failed' || outcome === 'unknown',
  );
  const found =
    failing.length === 0
      ? `none of ${checks.length} checks fails`
      : `${failing.length} of ${checks.length} checks don’t pass`;
  return checks.length === 0
    ? `Checked just now: ${STATUS_NAMES[status]}.`
    : `Checked just now: ${STATUS_NAMES[status]}, ${found}.`;
}
