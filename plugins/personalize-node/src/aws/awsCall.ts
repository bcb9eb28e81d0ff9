import {
  Client,
  Command,
  MetadataBearer,
  StaticOperationSchema,
} from '@smithy/types';
import { AwsRequestRecord } from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsCall, AwsOperationError } from './awsError';

/**
 * How a write ended: `made` when AWS accepted it, `refused` when AWS said no, and
 * `unanswered` if nobody knows: no answer came, or AWS failed.
 */
export type WriteEnd = 'made' | 'refused' | 'unanswered';

/** The writes of a session, in order. */
export class RequestLog {
  private readonly writes: { end: WriteEnd; record?: AwsRequestRecord }[] = [];

  /** @param record - of AWS's answer, if one came */
  note(end: WriteEnd, record?: AwsRequestRecord): void {
    this.writes.push({ end, record });
  }

  /** The number of writes so far. */
  get length(): number {
    return this.writes.length;
  }

  /** AWS's answers to the writes since some length. */
  since(length: number): AwsRequestRecord[] {
    return this.writes.slice(length).flatMap(({ record }) => record ?? []);
  }

  /** How the writes since some length ended. */
  endsSince(length: number): WriteEnd[] {
    return this.writes.slice(length).map(({ end }) => end);
  }
}

/** An SDK client as a session calls it, see {@link AwsService}. */
export type ServiceOf<C> = C extends Client<
  infer Input,
  infer Output,
  infer Settings
>
  ? AwsService<Input, Output, Settings>
  : never;

/** What a call needs from its session. */
interface CallContext {
  signal: AbortSignal;
  requests: RequestLog;
}

/**
 * Calls one AWS service. Every call of the product goes through here, so that a
 * cancelled run makes no further call, the session notes each write, and an error
 * always names the operation, the resource and the request id.
 */
export class AwsService<
  Input extends object,
  Output extends MetadataBearer,
  Settings,
> {
  constructor(
    readonly client: Client<Input, Output, Settings>,
    private readonly session: CallContext,
  ) {}

  /**
   * Makes one call that reads.
   *
   * @param resource - what is read, if the command's input doesn't name it
   * @throws AwsOperationError, or the signal's reason when the run was cancelled
   */
  async read<I extends Input, O extends Output>(
    command: Command<Input, I, Output, O, Settings>,
    resource?: string,
  ): Promise<O> {
    const { signal } = this.session;
    signal.throwIfAborted();
    try {
      return await this.client.send(command, { abortSignal: signal });
    } catch (error) {
      signal.throwIfAborted();
      throw awsOperationError(
        {
          operation: operationOf(command),
          resource: resource ?? resourceOf(command.input),
        },
        error,
      );
    }
  }

  /**
   * Makes one call that writes, and notes it in the session. A run that is cancelled
   * meanwhile waits for the answer: AWS may have made the change already, and the run
   * must know.
   *
   * @param resource - what is written, if the command's input doesn't name it
   * @throws AwsOperationError, or the signal's reason when the run was cancelled
   *   before the call
   */
  async write<I extends Input, O extends Output>(
    command: Command<Input, I, Output, O, Settings>,
    resource?: string,
  ): Promise<O> {
    const { signal, requests } = this.session;
    signal.throwIfAborted();
    const operation = operationOf(command);
    const note = (end: WriteEnd, requestId: string | undefined) =>
      requests.note(end, requestId ? { operation, requestId } : undefined);
    try {
      const answer = await this.client.send(command);
      note('made', answer.$metadata.requestId);
      return answer;
    } catch (cause) {
      const error = awsOperationError(
        { operation, resource: resource ?? resourceOf(command.input) },
        cause,
      );
      note(error.isSurelyNotMade ? 'refused' : 'unanswered', error.requestId);
      throw error;
    }
  }
}

/** Services whose IAM name differs from their SDK namespace. */
const SERVICES: Readonly<Record<string, string>> = {
  accessanalyzer: 'access-analyzer',
  ssoadmin: 'sso-admin',
};

/**
 * The operation of a command, for example `s3:GetBucketPolicy`, from the schema that
 * the SDK builds the request with. A bundler may rename the class.
 */
export function operationOf(
  command: Pick<
    Command<object, object, MetadataBearer, MetadataBearer, unknown>,
    'schema'
  >,
): string {
  const [, namespace, operation]: StaticOperationSchema = command.schema;
  const service = namespace.replace('com.amazonaws.', '');
  return `${SERVICES[service] ?? service}:${operation}`;
}

/** What a call is about: the first of these whose fields the command's input has, else the account. */
const RESOURCES = [
  'bucket {Bucket}',
  '{KeyId}',
  '{PolicyArn} on role {RoleName}',
  '{PolicyArn} on group {GroupName}',
  '{PolicyArn} on user {UserName}',
  'inline policy {PolicyName} of role {RoleName}',
  'inline policy {PolicyName} of group {GroupName}',
  'inline policy {PolicyName} of user {UserName}',
  'role {RoleName}',
  'group {GroupName}',
  'user {UserName}',
  'policy {PolicyName}',
  '{PolicyArn}',
  '{SAMLProviderArn}',
  '{OpenIDConnectProviderArn}',
  '{PermissionSetArn}',
  '{ResourceArn}',
  'permission set {Name}',
  '{InstanceArn}',
  '{solutionArn}',
  '{datasetGroupArn}',
  '{metricAttributionArn}',
];

const FIELD = /\{(\w+)\}/g;

function resourceOf(input: object): string {
  const fields = new Map<string, unknown>(Object.entries(input));
  const known = RESOURCES.find(words =>
    [...words.matchAll(FIELD)].every(
      ([, field]) => fields.get(field) !== undefined,
    ),
  );
  return (
    known?.replace(FIELD, (_whole, field) => String(fields.get(field))) ??
    'the account'
  );
}

/** Fetching the credentials for a call may have failed before it. */
function awsOperationError(call: AwsCall, cause: unknown): AwsOperationError {
  return cause instanceof AwsOperationError
    ? cause
    : new AwsOperationError(call, cause);
}

/** The answer, or `undefined` if AWS reports by one of these errors that there is none. */
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

/** Where an answer says that there is more; each service names it differently. */
interface Page {
  Marker?: string;
  NextMarker?: string;
  NextToken?: string;
  nextToken?: string;
  ContinuationToken?: string;
}

/**
 * All items of a listing.
 *
 * @param page - requests one page; the marker is undefined for the first
 * @param itemsOf - the items on a page
 */
export async function allPages<P extends Page, T>(
  page: (marker: string | undefined) => Promise<P>,
  itemsOf: (answer: P) => readonly T[] | undefined,
): Promise<T[]> {
  const items: T[] = [];
  let marker: string | undefined;
  do {
    const answer = await page(marker);
    items.push(...(itemsOf(answer) ?? []));
    marker =
      answer.Marker ??
      answer.NextMarker ??
      answer.NextToken ??
      answer.nextToken ??
      answer.ContinuationToken;
  } while (marker);
  return items;
}
