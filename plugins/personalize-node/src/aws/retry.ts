import { retry } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsOperationError } from './awsError';
import { AwsSession } from './awsSession';
import { IdentityCenterProcessError } from './identityCenterProcess';

/** Waits between attempts; about a minute in all, as a new role may need. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000];

/** An error that passes by itself. */
export interface PassingError {
  /** What the wait is for, for the log. */
  why: string;
  /** Recognises such errors. */
  is(error: AwsOperationError | IdentityCenterProcessError): boolean;
}

/**
 * Tries again while AWS answers with an error that passes by itself.
 *
 * @param attempt - run from the start each time; it must read again before it writes,
 *   because others may have written during the wait
 */
export async function retryWhile<T>(
  session: AwsSession,
  passing: PassingError,
  attempt: () => Promise<T>,
): Promise<T> {
  const passes = (error: unknown, pause: number) => {
    const isOfAws =
      error instanceof AwsOperationError ||
      error instanceof IdentityCenterProcessError;
    if (!isOfAws || !passing.is(error)) {
      return false;
    }
    session.logger.info(`${passing.why}; trying again in ${pause / 1000} s`);
    return true;
  };
  return retry(PAUSES_MS, pause => session.wait(pause), passes, attempt);
}
