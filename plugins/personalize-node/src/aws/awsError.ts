import { CustomErrorBase, isError } from '@backstage/errors';

/** Which call is made, for the message when it fails. */
export interface AwsCall {
  /** With the service, for example `s3:GetBucketPolicy`. */
  operation: string;
  /** ARN or name of what is read or written. */
  resource: string;
}

/** A call that AWS refused or that didn't get through. */
export class AwsOperationError extends CustomErrorBase {
  name = 'AwsOperationError' as const;
  /** AWS's name of the error, for example `AccessDenied`. */
  readonly awsError: string;
  readonly operation: string;
  readonly resource: string;
  /** For CloudTrail and AWS support; absent when no answer came. */
  readonly requestId: string | undefined;

  constructor(call: AwsCall, cause: unknown) {
    const awsError = awsErrorName(cause);
    const requestId = requestIdOf(cause);
    const message = isError(cause) ? cause.message : String(cause);
    super(
      `${call.operation} on ${call.resource} failed with ${awsError}: ${message} ` +
        `(request id ${requestId ?? 'none, no answer came'}). ${nextStep(awsError, call)}`,
      cause,
    );
    this.awsError = awsError;
    this.operation = call.operation;
    this.resource = call.resource;
    this.requestId = requestId;
  }
}

/** AWS's name of an error; S3 answers some with their status code alone. */
export function awsErrorName(error: unknown): string {
  return isError(error) ? error.name : 'UnknownError';
}

function requestIdOf(error: unknown): string | undefined {
  const metadata = isError(error) ? error.$metadata : undefined;
  return typeof metadata === 'object' &&
    metadata !== null &&
    'requestId' in metadata &&
    typeof metadata.requestId === 'string'
    ? metadata.requestId
    : undefined;
}

/** Error names in the order in which a reader meets them; S3 shortens some. */
const NEXT_STEPS: [RegExp, (call: AwsCall) => string][] = [
  [
    /^(AccessDenied(Exception)?|UnauthorizedOperation|403|Forbidden|MethodNotAllowed)$/,
    ({ operation, resource }) =>
      `The portal's role in the account isn't allowed ${operation} there, or a policy on ${resource} or of the organisation denies it. Compare the role with the output of the portal-role command.`,
  ],
  [
    /^(ExpiredToken(Exception)?|InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|SignatureDoesNotMatch|CredentialsProviderError)$/,
    () =>
      'The portal has no valid credentials for the account: check the aws section of the configuration and the writer and reader roles under personalize.accounts.',
  ],
  [
    /^(Throttling(Exception)?|TooManyRequestsException|SlowDown|RequestLimitExceeded)$/,
    () => 'AWS throttles the account. Run again in a few minutes; what was done stays and is not done twice.',
  ],
  [
    /^(LimitExceeded(Exception)?)$/,
    () => 'A quota of the account is reached: raise it in Service Quotas or remove what is no longer used.',
  ],
  [
    /^(MalformedPolicy(Document)?(Exception)?)$/,
    ({ resource }) =>
      `AWS doesn't accept the policy. Often a principal in a statement that was there before no longer exists: look in the policy of ${resource} for ids that start with AROA or AIDA.`,
  ],
  [
    /^(ConcurrentModification(Exception)?|OperationAborted|KMSInvalidStateException|DeleteConflict(Exception)?)$/,
    () => 'Something else changes the same resource. Run again; what was done stays and is not done twice.',
  ],
  [
    /^(ENOTFOUND|ECONNREFUSED|ECONNRESET|TimeoutError|NetworkingError)$/,
    () => 'AWS could not be reached from the portal: check its network and the endpoint of the account.',
  ],
];

function nextStep(awsError: string, call: AwsCall): string {
  const found = NEXT_STEPS.find(([names]) => names.test(awsError));
  return found
    ? found[1](call)
    : 'Look the request id up in CloudTrail, mend the cause and run again; what was done stays and is not done twice.';
}
