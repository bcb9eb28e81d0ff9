import type { AwsFault } from './awsAnswer';
import { describeCall } from './calls';
import type { InterceptedCall, RecordingEndpoint } from './recordingEndpoint';

type Matches = (call: InterceptedCall, name: string) => boolean;

/** Tells calls by how {@link describeCall} begins. */
export function named(beginning: string): Matches {
  return (_call, name) => name.startsWith(beginning);
}

export const denied: AwsFault = {
  status: 403,
  code: 'AccessDenied',
  message: 'You are not allowed to do this.',
  requestId: 'REQ-42',
};

/**
 * Answers the calls that match with an error, the first so many of them.
 *
 * @param beforehand - what happens in the account meanwhile, each time
 */
export function failFirst(
  endpoint: RecordingEndpoint,
  count: number,
  matches: Matches,
  fault: AwsFault,
  beforehand: () => Promise<void> = async () => {},
): void {
  let left = count;
  endpoint.intercept(async (call, forward) => {
    if (left === 0 || !matches(call, describeCall(call))) {
      return forward();
    }
    left--;
    await beforehand();
    return call.fault(fault);
  });
}

/**
 * Does something before or after the account sees one call: the `nth` that
 * matches, counted from one.
 */
export function meanwhile(
  endpoint: RecordingEndpoint,
  nth: number,
  matches: Matches,
  what: { before?: () => Promise<void>; after?: () => Promise<void> },
): void {
  let seen = 0;
  endpoint.intercept(async (call, forward) => {
    const isIt = matches(call, describeCall(call)) && ++seen === nth;
    if (isIt) {
      await what.before?.();
    }
    const answer = await forward();
    if (isIt) {
      await what.after?.();
    }
    return answer;
  });
}
