import { AwsOperationError } from './awsError';
import { AwsSession } from './awsSession';
import { IdentityCenterProcessError } from './identityCenterProcess';

/**
 * Tries again while errors may pass by themselves.
 *
 * @param pauses - milliseconds between attempts; there is one attempt more
 * @param passes - whether an error may pass until after the next pause
 */
export async function retry<T>(
  pauses: readonly number[],
  wait: (milliseconds: number) => Promise<unknown>,
  passes: (error: unknown, pause: number) => boolean,
  attempt: () => Promise<T>,
): Promise<T> {
  for (const pause of pauses) {
    try {
      return await attempt();
    } catch (error) {
      if (!passes(error, pause)) {
        throw error;
      }
    }
    await wait(pause);
  }
  return attempt();
}

/** Waits between attempts; in all about a minute, as a new role may need. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 16_000, 30_000];

/** An error that passes by itself. */
export interface PassingError {
  /** What is waited for, for the log. */
  why: string;
  /** Tells such errors. */
  is(error: AwsOperationError | IdentityCenterProcessError): boolean;
}

/**
 * Tries again while AWS answers with an error that passes by itself.
 *
 * @param attempt - made anew each time; what it writes must rest on what it has
 * read itself, for others may have written during the wait
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
