import {
  oneLine,
  poll,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from './awsSession';
import { AwsCall } from './awsError';

/** The progress of an asynchronous Identity Center operation. */
export interface ProcessStatus {
  Status?: string;
  RequestId?: string;
  FailureReason?: string;
}

/** An operation that Identity Center accepted and didn't finish. */
export class IdentityCenterProcessError extends Error {
  name = 'IdentityCenterProcessError' as const;
  readonly operation: string;
  readonly resource: string;
  /** AWS's id of the operation. */
  readonly requestId: string | undefined;
  /** AWS's reason; undefined when it didn't end in time. */
  readonly failureReason: string | undefined;
  /** As for a refused call: the status, and what AWS says about it. */
  readonly awsError: string;
  readonly awsMessage: string;

  constructor(
    { operation, resource }: AwsCall,
    { Status, RequestId, FailureReason }: ProcessStatus,
    what: string,
  ) {
    super(
      `${operation} on ${resource} ${what} (request id ${
        RequestId ?? 'none'
      }). ${nextStep(FailureReason)}`,
    );
    this.operation = operation;
    this.resource = resource;
    this.requestId = RequestId;
    this.failureReason = FailureReason;
    this.awsError = Status ?? '';
    this.awsMessage = FailureReason ?? '';
  }
}

/** Waits between polls; about five minutes in all. Most operations take less than one. */
const PAUSES_MS = [
  1_000,
  2_000,
  4_000,
  8_000,
  15_000,
  ...Array.from({ length: 9 }, () => 30_000),
];

/**
 * Waits for an asynchronous operation of Identity Center.
 *
 * @param call - the requested operation
 * @param first - its first answer
 * @param look - reads its progress
 * @throws IdentityCenterProcessError when it failed or didn't end in time, the
 *   signal's reason when the run is cancelled
 */
export async function untilSucceeded(
  session: AwsSession,
  call: AwsCall,
  first: ProcessStatus | undefined,
  look: (requestId: string) => Promise<ProcessStatus | undefined>,
): Promise<void> {
  const status = await poll<ProcessStatus, ProcessStatus>(
    first ?? {},
    (latest, asked) => {
      const { Status, RequestId } = latest;
      const hasEnded = Status === 'SUCCEEDED' || Status === 'FAILED';
      if (asked === PAUSES_MS.length || hasEnded || !RequestId) {
        return { result: latest };
      }
      session.logger.info(
        `Identity Center is still working: ${call.operation} on ${call.resource}`,
      );
      return { pause: PAUSES_MS[asked] };
    },
    pause => session.wait(pause),
    async last => ({ ...last, ...(await look(last.RequestId ?? '')) }),
  );
  if (status.Status !== 'SUCCEEDED') {
    throw new IdentityCenterProcessError(
      call,
      status,
      status.Status === 'FAILED'
        ? `failed: ${oneLine(status.FailureReason ?? 'AWS gives no reason')}`
        : "was started by Identity Center but didn't finish in time",
    );
  }
}

const LACKS_POLICY =
  /polic(y|ies).*(not|n't).*(exist|found|attachable)|NoSuchEntity/i;

/** Whether an operation failed because the account lacks a policy that the set names. */
export function lacksPolicy({
  awsError,
  awsMessage,
}: Pick<IdentityCenterProcessError, 'awsError' | 'awsMessage'>): boolean {
  return awsError === 'FAILED' && LACKS_POLICY.test(awsMessage);
}

/** Reasons are sentences for people, so this recognises only the plainest. */
const REASONS: [RegExp, string][] = [
  [
    LACKS_POLICY,
    "The permission set names a policy that the account doesn't have. Make sure that every policy of the set exists there, then run again.",
  ],
  [
    /principal|(user|group).*not.*found|assignment not found/i,
    'Compare the ids under assignTo with the groups and users in Identity Center, then run again.',
  ],
];

function nextStep(reason: string | undefined): string {
  if (reason === undefined) {
    return "Check in Identity Center whether it has finished, then run again; finished changes stay and aren't repeated.";
  }
  const known = REASONS.find(([pattern]) => pattern.test(reason));
  return known
    ? known[1]
    : "Fix the cause in Identity Center or in the account and run again; finished changes stay and aren't repeated.";
}
