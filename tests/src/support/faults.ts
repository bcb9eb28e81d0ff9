import type { AwsAnswer, AwsFault } from './awsAnswer';
import { describeCall } from './calls';
import type { InterceptedCall, RecordingEndpoint } from './recordingEndpoint';

type Matches = (call: InterceptedCall, name: string) => boolean;

/** Matches calls by the start of what {@link describeCall} writes. */
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
 * Responds to the first matching calls with an error.
 *
 * @param beforehand - changes the account in the meantime, each time
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
 * Does something before or after the account gets the `nth` matching call,
 * counted from one.
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

/** Reads that AWS hasn't updated everywhere yet. */
export interface Lag {
  /** How old a response is, in milliseconds. */
  ms: number;
  /** The share of such reads, from 0 to 1. */
  share: number;
  /** Chooses the reads; the same seed gives the same choice. */
  seed: number;
}

/** The response to a read from a moment on, until a write to its resource. */
interface Era {
  since: number;
  answer?: AwsAnswer;
}

/** A read, however often it is repeated. */
interface KnownRead {
  again: () => Promise<AwsAnswer>;
  resource: string;
  /** The oldest first. */
  eras: Era[];
}

/**
 * Responds to some reads with the account's state of a moment ago. A read that
 * was never made before gets the present state.
 */
export function lagBehind(
  endpoint: RecordingEndpoint,
  { ms, share, seed }: Lag,
): void {
  const reads = new Map<string, KnownRead>();
  const random = randomNumbers(seed);

  function touchedBy(write: InterceptedCall): KnownRead[] {
    const text = textOf(write);
    return [...reads.values()].filter(
      ({ resource }) => resource !== '' && text.includes(resource),
    );
  }

  endpoint.intercept(async (call, forward) => {
    if (call.write) {
      const touched = touchedBy(call);
      await Promise.all(
        touched.map(async ({ again, eras }) => {
          const [era] = eras.slice(-1);
          era.answer ??= await again();
        }),
      );
      const answer = await forward();
      const since = performance.now();
      touched.forEach(({ eras }) => eras.push({ since }));
      return answer;
    }
    const name = textOf(call);
    const read = reads.get(name) ?? {
      again: forward,
      resource: (call.resource ?? '').split('/').at(-1) ?? '',
      eras: [{ since: 0 }],
    };
    reads.set(name, read);
    const [era] = read.eras.slice(-1);
    era.answer = await forward();
    const then = performance.now() - ms;
    const old = read.eras.filter(({ since }) => since <= then).at(-1);
    return random() < share ? old?.answer ?? era.answer : era.answer;
  });
}

/** The whole text of a call. */
function textOf({ service, operation, request }: InterceptedCall): string {
  const { method, target, body } = request;
  return decodeURIComponent(
    [service, operation, method, target, body.toString()].join(' '),
  );
}

/** A fixed sequence that looks random, of numbers from 0 to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) % 2 ** 32;
    /* eslint-disable no-bitwise */
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    /* eslint-enable no-bitwise */
  };
}
