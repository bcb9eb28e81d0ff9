import {
  Client,
  Command,
  MetadataBearer,
  StaticOperationSchema,
} from '@smithy/types';
import { AwsSession } from '../accounts/awsSession';
import { retry } from '../accounts/wait';
import { AwsCall, AwsOperationError } from './awsError';
import { IdentityCenterProcessError } from './identityCenterProcess';
import { WriteEnd } from './requestLog';

/** A client of the SDK as a session calls it, see {@link AwsService}. */
export type ServiceOf<C> = C extends Client<
  infer Input,
  infer Output,
  infer Settings
>
  ? AwsService<Input, Output, Settings>
  : never;

/**
 * Calls one service of AWS. Every call of the product goes through here, so that
 * a cancelled run makes no further call, a write is noted in the session, and an
 * error always names the operation, the resource and the request id.
 */
export class AwsService<
  Input extends object,
  Output extends MetadataBearer,
  Settings,
> {
  constructor(
    readonly client: Client<Input, Output, Settings>,
    private readonly session: Pick<AwsSession, 'signal' | 'requests'>,
  ) {}

  /**
   * Makes one call that reads.
   *
   * @param resource - what is read, where the command's input doesn't tell it
   * @throws AwsOperationError, or the signal's reason when the run was cancelled
   */
  async read<I extends Input, O extends Output>(
    command: Command<Input, I, Output, O, Settings>,
    resource: string = resourceOf(command.input),
  ): Promise<O> {
    const { signal } = this.session;
    signal.throwIfAborted();
    try {
      return await this.client.send(command, { abortSignal: signal });
    } catch (error) {
      signal.throwIfAborted();
      throw awsOperationError(
        { operation: operationOf(command), resource },
        error,
      );
    }
  }

  /**
   * Makes one call that writes, and notes it in the session. A run that is
   * cancelled meanwhile waits for the answer: AWS may have made the change already,
   * and it must be known.
   *
   * @param resource - what is written, where the command's input doesn't tell it
   * @throws AwsOperationError, or the signal's reason when the run was cancelled
   * before the call
   */
  async write<I extends Input, O extends Output>(
    command: Command<Input, I, Output, O, Settings>,
    resource: string = resourceOf(command.input),
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
      const error = awsOperationError({ operation, resource }, cause);
      note(error.isSurelyNotMade ? 'refused' : 'unanswered', error.requestId);
      throw error;
    }
  }
}

/** Services whose name in IAM isn't the one of their namespace in the SDK. */
const SERVICES: Readonly<Record<string, string>> = {
  accessanalyzer: 'access-analyzer',
  ssoadmin: 'sso-admin',
};

/**
 * What a command calls, for example `s3:GetBucketPolicy`: by its schema, which the
 * SDK writes the request from. A bundler may rename the class.
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

/** Where an answer says that there is more; each service has its own name for it. */
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
 * @param page - asks for one page; the marker is absent for the first
 * @param itemsOf - what is listed on it
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
