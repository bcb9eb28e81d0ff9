import { CheckResponse } from '@personalize-portal/backstage-plugin-personalize-common';
import { STATUS_NAMES } from '../setups/status';

/** What a check found, as a sentence to be read out. */
export function checkInWords({ status, checks }: CheckResponse): string {
  const failed = checks.filter(({ outcome }) => outcome === 'failed').length;
  const counted = `${failed || 'none'} of ${checks.length} checks failed`;
  // Of what asks for something and is no failure, the list beside it tells.
  const isCounted = checks.length > 0 && (failed > 0 || status === 'ok');
  return `Checked just now: ${STATUS_NAMES[status]}${
    isCounted ? `, ${counted}` : ''
  }.`;
}
