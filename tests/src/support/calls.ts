import {
  AwsCall,
  InterceptedCall,
  RecordingEndpoint,
} from './recordingEndpoint';

/** A call in one line, for example `iam:GetRole personalize-shop`. */
export function describeCall({
  service,
  operation,
  resource,
}: Pick<AwsCall, 'service' | 'operation' | 'resource'>): string {
  return [`${service}:${operation}`, ...(resource ? [resource] : [])].join(' ');
}

/** The step of the template that made a call, according to its user agent. */
export function stepOf({ userAgent }: { userAgent: string }): string {
  return entryOf(userAgent, 'step');
}

/** The person that made a call, according to its user agent. */
export function personOf({ userAgent }: { userAgent: string }): string {
  return entryOf(userAgent, 'person');
}

function entryOf(userAgent: string, name: string): string {
  const [, value = ''] =
    userAgent.match(new RegExp(`(?:^| )${name}/(\\S+)`)) ?? [];
  return value;
}

/** All writes, in order. */
export function writesTo(endpoint: RecordingEndpoint): string[] {
  return endpoint
    .calls()
    .filter(({ write }) => write)
    .map(describeCall);
}

/** The calls of each step, in order. */
export function callsByStep(
  endpoint: RecordingEndpoint,
): Record<string, string[]> {
  const steps: Record<string, string[]> = {};
  for (const call of endpoint.calls()) {
    (steps[stepOf(call)] ??= []).push(describeCall(call));
  }
  return steps;
}

/** How long the calls of a group wait for one that doesn't come. */
const PATIENCE_MS = 3_000;

class Gate {
  isOpen = false;
  private readonly missing: string[];
  private open = () => {};
  private readonly opened: Promise<void>;

  constructor(calls: readonly string[]) {
    this.missing = [...calls];
    this.opened = new Promise(resolve => {
      this.open = resolve;
    });
  }

  expects(call: string): boolean {
    return this.missing.includes(call);
  }

  async pass(call: string): Promise<void> {
    this.missing.splice(this.missing.indexOf(call), 1);
    if (this.missing.length === 0) {
      this.isOpen = true;
      this.open();
      return;
    }
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      this.opened,
      new Promise<void>(resolve => {
        timer = setTimeout(() => {
          // The others have stopped waiting, so later calls come too late.
          this.missing.push(call);
          resolve();
        }, PATIENCE_MS);
      }),
    ]);
    clearTimeout(timer);
  }
}

/**
 * Holds the responses to the calls of a group until all of them have arrived:
 * they overlap in time, or the group is missed.
 *
 * @param groups - for each step, lists of calls as {@link describeCall} writes
 * them
 * @returns the groups whose calls didn't all wait at the same time
 */
export function holdTogether(
  endpoint: RecordingEndpoint,
  groups: Record<string, string[][]>,
): () => string[][] {
  const gates = Object.entries(groups).flatMap(([step, calls]) =>
    calls.map(group => ({ step, group, gate: new Gate(group) })),
  );
  endpoint.intercept(async (call, forward) => {
    const name = describeCall(call);
    const step = stepOf({ userAgent: userAgentOf(call) });
    await gates
      .find(one => one.step === step && one.gate.expects(name))
      ?.gate.pass(name);
    return forward();
  });
  return () =>
    gates.filter(({ gate }) => !gate.isOpen).map(({ group }) => group);
}

function userAgentOf({ request }: InterceptedCall): string {
  return request.headers['user-agent'] ?? '';
}
