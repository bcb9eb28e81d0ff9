import { isError } from '@backstage/errors';
import {
  AwsFailure,
  GRANTABLE_TAG,
  MANAGED_TAG,
  oneLine,
  TAG_IS_ADOPTED,
  TAG_IS_SET,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** The call, for the message if it fails. */
export interface AwsCall {
  /** With the service, for example `s3:GetBucketPolicy`. */
  operation: string;
  /** ARN or name of what is read or written. */
  resource: string;
}

/** The call that gets the credentials for all others. */
export const ASSUME_ROLE = 'sts:AssumeRole';

/** AWS's error names by kind, for any call. */
const NAMED_FAILURES: [RegExp, AwsFailure][] = [
  [
    /^(ExpiredToken(Exception)?|RequestExpired|InvalidToken|InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature(Exception)?|MissingAuthenticationToken(Exception)?|RequestTimeTooSkewed|CredentialsProviderError)$/,
    'credentials',
  ],
  [
    /^(Throttling(Exception)?|ThrottledException|RequestThrottled(Exception)?|TooManyRequestsException|SlowDown|RequestLimitExceeded)$/,
    'throttled',
  ],
  [
    /^(AccessDenied(Exception)?|UnauthorizedOperation|MethodNotAllowed)$/,
    'refused',
  ],
  [/^NoSuch\w+$|NotFound/, 'absent'],
];

/** Replaces the name if an answer names no error, as for a HEAD. */
const NAMELESS = /^(\d{3}|Forbidden|Unknown(Error)?)$/;

function failureOf(
  { operation }: AwsCall,
  awsError: string,
  status: number | undefined,
): AwsFailure {
  const named = NAMED_FAILURES.find(([names]) => names.test(awsError))?.[1];
  if (named === undefined) {
    return status === undefined || status >= 500 || NAMELESS.test(awsError)
      ? 'unanswered'
      : 'rejected';
  }
  // A refused role says nothing about the call that needs it.
  return operation === ASSUME_ROLE && named === 'refused'
    ? 'credentials'
    : named;
}

/** A call that AWS refused or that didn't get through. */
export class AwsOperationError extends Error {
  name = 'AwsOperationError' as const;
  /** AWS's name of the error, for example `AccessDenied`. */
  readonly awsError: string;
  readonly failure: AwsFailure;
  /** AWS's own message; it may quote what others wrote. */
  readonly awsMessage: string;
  readonly operation: string;
  readonly resource: string;
  /** For CloudTrail and AWS support; undefined when no answer came. */
  readonly requestId: string | undefined;
  /** HTTP status; undefined when no answer came. */
  readonly status: number | undefined;
  /** How often the SDK sent the call; more than once after missing or useless answers. */
  readonly attempts: number;
  /** What the reader can do; a sentence or two. */
  readonly nextStep: string;

  constructor(call: AwsCall, cause: unknown) {
    const awsError = awsErrorName(cause);
    const { requestId, status, attempts = 1 } = metadataOf(cause);
    const awsMessage = oneLine(awsMessageOf(cause));
    const failure = failureOf(call, awsError, status);
    const whatToDo = nextStep(failure, awsError, awsMessage, call);
    super(
      `${call.operation} on ${call.resource} failed with ${awsError}: ${awsMessage} ` +
        `(request id ${requestId ?? 'none, no answer came'}). ${whatToDo}`,
      { cause },
    );
    this.awsError = awsError;
    this.failure = failure;
    this.awsMessage = awsMessage;
    this.operation = call.operation;
    this.resource = call.resource;
    this.requestId = requestId;
    this.status = status;
    this.attempts = attempts;
    this.nextStep = whatToDo;
  }

  /**
   * Whether AWS said no. Otherwise it gave no answer or failed, and may have made the
   * change. If the SDK sent the call again, AWS may have made it the first time.
   */
  get isSurelyNotMade(): boolean {
    return (
      this.attempts === 1 && this.status !== undefined && this.status < 500
    );
  }
}

/** Node's generic error names; the code says which error it is. */
const GENERIC_NAMES = ['Error', 'AggregateError'];

/**
 * AWS's name of an error, or Node's code of one on the way to AWS. Some S3 answers
 * only have a status code.
 */
function awsErrorName(error: unknown): string {
  if (!isError(error)) {
    return 'UnknownError';
  }
  return GENERIC_NAMES.includes(error.name) && typeof error.code === 'string'
    ? error.code
    : error.name;
}

/** Node leaves the message empty after trying several addresses. */
function awsMessageOf(error: unknown): string {
  if (!isError(error)) {
    return String(error);
  }
  const attempts: unknown[] = Array.isArray(error.errors) ? error.errors : [];
  return (
    error.message ||
    attempts
      .filter(isError)
      .map(({ message }) => message)
      .join(', ') ||
    'no message'
  );
}

/** What the SDK keeps of the answer besides the error itself. */
function metadataOf(error: unknown): {
  requestId?: string;
  status?: number;
  attempts?: number;
} {
  const metadata = isError(error) ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null) {
    return {};
  }
  const { requestId, httpStatusCode, attempts } = Object.fromEntries(
    Object.entries(metadata),
  );
  return {
    ...(typeof requestId === 'string' ? { requestId } : {}),
    ...(typeof httpStatusCode === 'number' ? { status: httpStatusCode } : {}),
    ...(typeof attempts === 'number' ? { attempts } : {}),
  };
}

/**
 * The likely cause of some refusals. `cloudformation/portal-role.yaml` says what the
 * portal's own role may do where.
 */
const REFUSALS: {
  operation: RegExp;
  /** A part of AWS's message, if that identifies the cause. */
  says?: RegExp;
  nextStep(call: AwsCall): string;
}[] = [
  {
    operation: /^s3:PutBucketPolicy$/,
    says: /BlockPublicPolicy|block public access/i,
    nextStep: ({ resource }) =>
      `Block Public Access refuses every policy with a public statement, and the policy of ${resource} already has one; this run adds none. Ask its owner to remove or narrow that statement, then run again.`,
  },
  {
    operation: /^iam:(UpdateRole|TagRole)$/,
    nextStep: ({ operation, resource }) =>
      `The portal's role from the portal-role command allows ${operation} only on roles that the portal created, which carry the tag ${MANAGED_TAG}. Ask the account's administrator to give ${resource} the requested description, session duration and tags (see "Adopting a role" in docs/portal-role.md), then run again. The stack's TagKeys must list the keys of the tags.`,
  },
  {
    operation: /^iam:Create(Role|Policy)$/,
    nextStep: ({ operation }) =>
      `The portal's role from the portal-role command allows ${operation} only below the stack's RolePath, for a role with the stack's boundary, and with tag keys that the stack's TagKeys lists. Compare personalize.guardrails with the stack's parameters.`,
  },
  {
    operation: /^iam:UpdateAssumeRolePolicy$/,
    nextStep: ({ operation, resource }) =>
      `The portal's role from the portal-role command allows ${operation} only on roles with the stack's boundary and the tag ${MANAGED_TAG}: ${TAG_IS_SET}, or ${TAG_IS_ADOPTED} for a role that it didn't create. Ask the account's administrator to check ${resource} (see "Adopting a role" in docs/portal-role.md), then run again.`,
  },
  {
    operation: /^sso-admin:/,
    nextStep: ({ operation }) =>
      `The role of personalize.identityCenter doesn't allow ${operation}, or it belongs to a delegated administrator and the permission set is used in the management account, where only that account can change it. Compare the role with docs/portal-role.md.`,
  },
  {
    operation:
      /^(s3:(PutObject|ListObjectVersions|GetObjectLockConfiguration)|kms:(Sign|Verify))$/,
    nextStep: ({ operation, resource }) =>
      `The role of personalize.ledger.witness doesn't allow ${operation}, or a policy on ${resource} or of the organisation denies it. Compare the role with "Heads outside" in docs/ledger.md.`,
  },
  {
    operation: /^kms:PutKeyPolicy$/,
    nextStep: ({ resource }) =>
      `The portal's role from the portal-role command allows it only on keys with the tag ${GRANTABLE_TAG}: ${TAG_IS_SET}. Ask the owner of ${resource} to tag it; KMS needs up to five minutes to see the tag. If it is tagged, a policy on it or of the organisation denies the call.`,
  },
];

/** What to do, by kind of failure. */
const STEPS_BY_FAILURE: Partial<Record<AwsFailure, (call: AwsCall) => string>> =
  {
    refused: ({ operation, resource }) =>
      `The portal's role in the account doesn't allow ${operation} there, or a policy on ${resource} or of the organisation denies it. Compare the role with the output of the portal-role command.`,
    credentials: () =>
      'The portal has no valid credentials for the account. Check the aws section of the configuration and the writer and reader roles under personalize.accounts; for permission sets those under personalize.identityCenter, and for heads of the ledger the one under personalize.ledger.witness.',
    throttled: () =>
      "AWS throttles the account. Run again in a few minutes; finished changes stay and aren't repeated.",
  };

/** What to do, by error name; S3 shortens some. */
const STEPS_BY_NAME: [RegExp, (call: AwsCall) => string][] = [
  [
    /^(LimitExceeded(Exception)?|ServiceQuotaExceeded(Exception)?)$/,
    () =>
      'The account has reached a quota. Raise it in Service Quotas, or remove what you no longer use.',
  ],
  [
    /^(MalformedPolicy(Document)?(Exception)?)$/,
    ({ resource }) =>
      `AWS doesn't accept the policy. Often an older statement names a principal that no longer exists: look for ids that start with AROA or AIDA in the policy of ${resource}.`,
  ],
  [
    /^PackedPolicyTooLarge(Exception)?$/,
    () =>
      "The policy that limits the session of the run is too long for AWS in every form, and we don't run without one. Choose shorter names for the role and its path.",
  ],
  [
    /^(ConcurrentModification(Exception)?|ConflictException|OperationAborted)$/,
    () =>
      "Something else is changing the same resource. Run again; finished changes stay and aren't repeated.",
  ],
  [
    /^DeleteConflict(Exception)?$/,
    ({ resource }) =>
      `Something that we didn't create is still attached to ${resource}. Detach it and run again; finished changes stay and aren't repeated.`,
  ],
  [
    /^(KMSInvalidStateException|DisabledException)$/,
    ({ resource }) =>
      `The state of ${resource} doesn't allow it. Check in KMS that it is enabled, then run again.`,
  ],
  [
    /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|TimeoutError|NetworkingError)$/,
    () =>
      "The portal can't reach AWS. Check its network and the endpoint of the account.",
  ],
];

function nextStep(
  failure: AwsFailure,
  awsError: string,
  awsMessage: string,
  call: AwsCall,
): string {
  const refusal =
    failure === 'refused' &&
    REFUSALS.find(
      ({ operation, says }) =>
        operation.test(call.operation) && (!says || says.test(awsMessage)),
    );
  const step =
    (refusal && refusal.nextStep) ||
    STEPS_BY_FAILURE[failure] ||
    STEPS_BY_NAME.find(([names]) => names.test(awsError))?.[1];
  return step
    ? step(call)
    : "Look up the request id in CloudTrail, fix the cause and run again; finished changes stay and aren't repeated.";
}
