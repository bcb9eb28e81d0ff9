import { MetadataBearer } from '@smithy/types';
import { AwsSession } from '../accounts/awsSession';
import { AwsCall, AwsOperationError } from './awsError';
import { IdentityCenterProcessError } from './identityCenterProcess';
import { WriteEnd } from './requestLog';

/**
 * Makes one call that reads. Every call of the product goes through here or
 * {@link awsWrite}, so that a cancelled run makes no further call and an error
 * always names the operation, the resource and the request id.
 *
 * @param send - sends the command with the given options
 * @throws AwsOperationError, or the signal's reason when the run was cancelled
 */
export async function awsRead<T>(
  session: Pick<AwsSession, 'signal'>,
  call: AwsCall,
  send: (options: { abortSignal: AbortSignal }) => Promise<T>,
): Promise<T> {
  session.signal.throwIfAborted();
  try {
    return await send({ abortSignal: session.signal });
  } catch (error) {
    session.signal.throwIfAborted();
    throw awsOperationError(call, error);
  }
}

/**
 * Makes one call that writes, and notes it in the session. A run that is
 * cancelled meanwhile waits for the answer: AWS may have made the change already,
 * and it must be known.
 *
 * @param send - sends the command
 * @throws AwsOperationError, or the signal's reason when the run was cancelled
 * before the call
 */
export async function awsWrite<T extends MetadataBearer>(
  session: AwsSession,
  call: AwsCall,
  send: () => Promise<T>,
): Promise<T> {
  session.signal.throwIfAborted();
  const note = (end: WriteEnd, requestId: string | undefined) =>
    session.requests.note(
      end,
      requestId ? { operation: call.operation, requestId } : undefined,
    );
  try {
    const answer = await send();
    note('made', answer.$metadata.requestId);
    return answer;
  } catch (cause) {
    const error = awsOperationError(call, cause);
    note(error.isSurelyNotMade ? 'refused' : 'unanswered', error.requestId);
    throw error;
  }
}

/** What gets the credentials for a call may have failed before it. */
function awsOperationError(call: AwsCall, cause: unknown): AwsOperationError {
  return cause instanceof AwsOperationError
    ? cause
    : new AwsOperationError(call, cause);
}

/** The answer, or `undefined` where AWS says by one of these errors that there is none. */
export async function unlessAbsent<T>(
  answer: Promise<T>,
  ...absentErrors: string[]
): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (
      error instanceof AwsOperationError &&
      absentErrors.includes(error.awsError)
    ) {
      return undefined;
    }
    throw error;
  }
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
  for (const pause of PAUSES_MS) {
    try {
      return await attempt();
    } catch (error) {
      const isOfAws =
        error instanceof AwsOperationError ||
        error instanceof IdentityCenterProcessError;
      if (!isOfAws || !passing.is(error)) {
        throw error;
      }
      session.logger.info(`${passing.why}; trying again in ${pause / 1000} s`);
      await session.wait(pause);
    }
  }
  return attempt();
}
