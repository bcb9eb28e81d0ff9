import { setTimeout } from 'node:timers/promises';
import {
  AuthenticationError,
  ConflictError,
  InputError,
  isError,
  NotAllowedError,
  NotFoundError,
  ResponseError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { retry } from '../accounts/wait';

/** One request to the ledger. */
export interface LedgerRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  token: string;
  body?: unknown;
}

/** A ledger that hangs must not hang a run. */
const TIMEOUT_MS = 30_000;

/** Waits between attempts, long enough for a replica to be replaced by the next. */
const PAUSES_MS = [250, 1_000, 3_000];

/**
 * Makes a request that may arrive twice without harm: again for some seconds,
 * while the ledger can't be reached.
 *
 * @param make - makes it, with a token of its own each time
 */
export function repeated<T>(make: () => Promise<T>): Promise<T> {
  return retry(PAUSES_MS, setTimeout, isUnreachable, make);
}

/**
 * Makes a request once.
 *
 * @returns the answer, where it has a body
 * @throws ServiceUnavailableError when the ledger can't be reached or fails,
 * else the error that it answers, in Backstage's class of that name
 */
export async function send({
  method,
  url,
  token,
  body,
}: LedgerRequest): Promise<Response> {
  let response;
  try {
    response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw unreachable(reasonOf(error), error);
  }
  if (!response.ok) {
    throw errorOf(await ResponseError.fromResponse(response));
  }
  return response;
}

/** By the names that Backstage's backends answer with. */
const ANSWERED_ERRORS = [
  AuthenticationError,
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
];

function errorOf(error: ResponseError): Error {
  const { cause, statusCode } = error;
  if (statusCode >= 500) {
    return unreachable(`it answered ${statusCode}: ${cause.message}`, error);
  }
  const Answered = ANSWERED_ERRORS.find(({ name }) => name === cause.name);
  return Answered ? new Answered(cause.message) : error;
}

function isUnreachable(error: unknown): boolean {
  return ServiceUnavailableError.is(error);
}

function unreachable(reason: string, cause: unknown): ServiceUnavailableError {
  return new ServiceUnavailableError(
    `The ledger of the personalize backend can't be reached (${reason}). Nothing is changed in AWS that it can't record. Have the portal's operators look at that backend, and run again.`,
    cause,
  );
}

/** fetch says only that it failed; why is in its cause. */
function reasonOf(error: unknown): string {
  const cause = isError(error) && isError(error.cause) ? error.cause : error;
  if (!isError(cause)) {
    return String(cause);
  }
  return cause.message || String(cause.code ?? cause.name);
}
