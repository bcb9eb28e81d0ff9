import { setTimeout } from 'node:timers/promises';
import {
  AuthService,
  BackstageCredentials,
  coreServices,
  createServiceFactory,
  createServiceRef,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
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
import {
  ask,
  OperationAnswer,
  OperationId,
  OperationRequest,
  retry,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { LedgerService } from './ledgerService';

/** The plugin that keeps the ledger. */
const LEDGER_PLUGIN = 'personalize';

/** A hanging ledger must not hang a run. */
const TIMEOUT_MS = 30_000;

/** Waits between attempts, long enough for the next replica to replace one. */
const PAUSES_MS = [250, 1_000, 3_000];

/**
 * The ledger over HTTP; it may be in another process. Calls that may safely arrive
 * twice are repeated.
 */
export class LedgerClient implements LedgerService {
  private readonly auth: AuthService;
  private readonly discovery: DiscoveryService;

  constructor(services: { auth: AuthService; discovery: DiscoveryService }) {
    this.auth = services.auth;
    this.discovery = services.discovery;
  }

  roleRecord: LedgerService['roleRecord'] = ({ region, ...path }) =>
    this.repeat('getRoleRecord', { path, query: { region } });

  roleIds: LedgerService['roleIds'] = async arns =>
    arns.length > 0
      ? this.repeat('getRoleIds', { query: { arn: [...arns] } })
      : {};

  setupStatements: LedgerService['setupStatements'] = async resources =>
    resources.length > 0
      ? this.repeat('getSetupStatements', {
          query: { resource: [...resources] },
        })
      : {};

  setupRecord: LedgerService['setupRecord'] = async name => {
    try {
      return await this.repeat('getSetupRecord', { path: { name } });
    } catch (error) {
      if (NotFoundError.is(error)) {
        return undefined;
      }
      throw error;
    }
  };

  /** A waiter that asks twice keeps its place. */
  requestLease: LedgerService['requestLease'] = body =>
    this.repeat('requestLease', { body });

  renewLease: LedgerService['renewLease'] = id =>
    this.once('renewLease', { path: { id } });

  releaseLease: LedgerService['releaseLease'] = id =>
    this.repeat('releaseLease', { path: { id } });

  openIntent: LedgerService['openIntent'] = (body, initiator) =>
    this.once('openIntent', { body }, initiator);

  closeIntent: LedgerService['closeIntent'] = (id, body) =>
    this.repeat('closeIntent', { path: { id }, body });

  claim: LedgerService['claim'] = (body, initiator) =>
    this.once('claim', { body }, initiator);

  recordRequestedAccess: LedgerService['recordRequestedAccess'] = body =>
    this.repeat('recordRequestedAccess', { path: body.role, body });

  register: LedgerService['register'] = (body, initiator) =>
    this.once('registerSetup', { body }, initiator);

  reportChecks: LedgerService['reportChecks'] = (name, body) =>
    this.repeat('reportChecks', { path: { name }, body });

  runChanges: LedgerService['runChanges'] = (path, taskId) =>
    this.repeat('getRunChanges', { path, query: { taskId } });

  accept: LedgerService['accept'] = (name, body, initiator) =>
    this.once('acceptFinding', { path: { name }, body }, initiator);

  recordRevocation: LedgerService['recordRevocation'] = (
    name,
    body,
    initiator,
  ) => this.once('recordRevocation', { path: { name }, body }, initiator);

  /**
   * For calls that may safely arrive twice: repeats them for some seconds while the
   * ledger can't be reached.
   */
  private async repeat<O extends OperationId>(
    operation: O,
    request: OperationRequest<O>,
  ): Promise<OperationAnswer<O>> {
    return retry(PAUSES_MS, setTimeout, isUnreachable, () =>
      this.once(operation, request),
    );
  }

  /**
   * @param initiator - on whose behalf; the plugin itself if undefined
   * @throws ServiceUnavailableError when the ledger can't be reached or fails, else
   *   the error that it answers, in Backstage's class of that name
   */
  private async once<O extends OperationId>(
    operation: O,
    request: OperationRequest<O>,
    initiator?: BackstageCredentials,
  ): Promise<OperationAnswer<O>> {
    const [baseUrl, onBehalfOf] = await Promise.all([
      this.discovery.getBaseUrl(LEDGER_PLUGIN),
      initiator ?? this.auth.getOwnServiceCredentials(),
    ]);
    const { token } = await this.auth.getPluginRequestToken({
      onBehalfOf,
      targetPluginId: LEDGER_PLUGIN,
    });
    try {
      return await ask(
        (route, init) => send(`${baseUrl}${route}`, token, init),
        operation,
        request,
      );
    } catch (error) {
      const failure = error instanceof ResponseError ? errorOf(error) : error;
      throw initiator && AuthenticationError.is(failure)
        ? signInExpired(failure)
        : failure;
    }
  }
}

function isUnreachable(error: unknown): boolean {
  return ServiceUnavailableError.is(error);
}

async function send(
  url: string,
  token: string,
  init: RequestInit,
): Promise<Response> {
  try {
    return await fetch(url, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw unreachable(reasonOf(error), error);
  }
}

/** By the error names in Backstage's answers. */
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

function unreachable(reason: string, cause: unknown): ServiceUnavailableError {
  return new ServiceUnavailableError(
    `The ledger of the personalize backend can't be reached (${reason}). Without it, we change nothing in AWS. Ask the team that runs the portal to check that backend, then run again.`,
    cause,
  );
}

/** fetch only says that it failed; its cause says why. */
function reasonOf(error: unknown): string {
  const cause = isError(error) && isError(error.cause) ? error.cause : error;
  if (!isError(cause)) {
    return String(cause);
  }
  return cause.message || String(cause.code ?? cause.name);
}

/** A token on a person's behalf expires with their own; a run may last longer. */
function signInExpired(cause: AuthenticationError): AuthenticationError {
  return new AuthenticationError(
    `The ledger no longer accepts the sign-in of the person who started the run, so we change nothing more. Sign in again and run again; finished changes stay and aren't repeated. (${cause.message})`,
    cause,
  );
}

/**
 * The ledger for a plugin that changes AWS. By default, the one of the `personalize`
 * backend, wherever that runs.
 */
export const ledgerServiceRef = createServiceRef<LedgerService>({
  id: 'personalize.ledger',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: { auth: coreServices.auth, discovery: coreServices.discovery },
      factory: services => new LedgerClient(services),
    }),
});
