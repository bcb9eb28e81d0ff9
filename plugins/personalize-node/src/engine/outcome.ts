import { isError } from '@backstage/errors';
import { OutcomeRequest } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsOperationError } from '../aws/awsError';
import { IdentityCenterProcessError } from '../aws/identityCenterProcess';
import { RequestLog } from '../aws/requestLog';

/**
 * What came of a change that ended with an error. It is `failed` only where it
 * is sure that AWS didn't make it: nothing was sent, or AWS refused what was sent
 * last. Where AWS took a write and something else went wrong after it, or gave no
 * answer to one, nobody knows.
 *
 * @param start - length of the log before the first write of the change
 */
export function outcomeOf(
  error: unknown,
  requests: RequestLog,
  start: number,
): OutcomeRequest {
  const ends = requests.endsSince(start);
  const last = ends.at(-1);
  const isRefused = last === 'refused' && !ends.includes('unanswered');
  const answered = requests.since(start);
  const message = isError(error) ? error.message : String(error);
  return last === undefined || isRefused || isGivenUpByAws(error)
    ? {
        outcome: 'failed',
        requests: answered,
        error: nameOf(error),
        message,
      }
    : { outcome: 'unknown', requests: answered, message };
}

/** Identity Center takes on a change first, and may say later that it didn't make it. */
function isGivenUpByAws(error: unknown): boolean {
  return (
    error instanceof IdentityCenterProcessError &&
    error.failureReason !== undefined
  );
}

function nameOf(error: unknown): string {
  if (error instanceof AwsOperationError) {
    return error.awsError;
  }
  return isError(error) ? error.name : 'Error';
}
