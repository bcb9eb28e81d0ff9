import { CheckResponse } from '@personalize-portal/backstage-plugin-personalize-common';
import { STATUS_NAMES } from '../setups/status';

/** What a check found, as a sentence to be read out. */
export function checkInWords({ status, checks }: CheckResponse): string {
  const failed = checks.filter(({ outcome }) => outcome === 'failed').length;
  const found =
    failed === 0
      ? `none of ${checks.length} checks failed`
      : `${failed} of ${checks.length} checks failed`;
  return checks.length === 0
    ? `Checked just now: ${STATUS_NAMES[status]}.`
    : `Checked just now: ${STATUS_NAMES[status]}, ${found}.`;
}
