import {
  AuthService,
  BackstageCredentials,
  coreServices,
  createServiceFactory,
  createServiceRef,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { AuthenticationError, NotFoundError } from '@backstage/errors';
import {
  AcceptRequest,
  AcceptResponse,
  AskedRequest,
  Claim,
  ClaimRequest,
  IntentAnswer,
  IntentRequest,
  LeaseAnswer,
  LeaseRequest,
  OutcomeRequest,
  RegisterAnswer,
  RegisterRequest,
  ReportAnswer,
  ReportRequest,
  RevokedRequest,
  RoleRecord,
  RoleRef,
  RunChanges,
  SetupRecord,
  SetupStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { LedgerRequest, repeated, send } from './ledgerRequest';
import { LedgerService } from './ledgerService';

/** Plugin that keeps the ledger. */
const LEDGER_PLUGIN = 'personalize';

/** A request without what all have. */
type Call = Omit<LedgerRequest, 'url' | 'token'> & {
  /** Each segment to be encoded. */
  path: string[];
  /** Whether it is a route for people, and not under `/ledger`. */
  isForPeople?: boolean;
  query?: [name: string, value: string][];
};

/** The ledger over HTTP; it may be in another process. */
export class LedgerClient implements LedgerService {
  private readonly auth: AuthService;
  private readonly discovery: DiscoveryService;

  constructor(services: { auth: AuthService; discovery: DiscoveryService }) {
    this.auth = services.auth;
    this.discovery = services.discovery;
  }

  async roleRecord({
    accountId,
    region,
    roleName,
  }: Pick<RoleRef, 'accountId' | 'region' | 'roleName'>): Promise<RoleRecord> {
    const answer = await this.repeat({
      method: 'GET',
      path: ['roles', accountId, roleName],
      query: [['region', region]],
    });
    return recordIn(answer);
  }

  async roleIds(arns: readonly string[]): Promise<Record<string, string>> {
    if (arns.length === 0) {
      return {};
    }
    const answer = await this.repeat({
      method: 'GET',
      path: ['role-ids'],
      query: arns.map(arn => ['arn', arn]),
    });
    return answer.json();
  }

  async setupStatements(
    resources: readonly string[],
  ): Promise<SetupStatements> {
    if (resources.length === 0) {
      return {};
    }
    const answer = await this.repeat({
      method: 'GET',
      path: ['setup-statements'],
      query: resources.map(resource => ['resource', resource]),
    });
    return answer.json();
  }

  async setupRecord(name: string): Promise<SetupRecord | undefined> {
    try {
      const answer = await this.repeat({
        method: 'GET',
        path: ['setups', name],
      });
      return await recordIn(answer);
    } catch (error) {
      if (NotFoundError.is(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /** Asked twice, the same waiter has the same place. */
  async requestLease(body: LeaseRequest): Promise<LeaseAnswer> {
    const answer = await this.repeat({
      method: 'POST',
      path: ['leases'],
      body,
    });
    return answer.json();
  }

  async renewLease(leaseId: string): Promise<void> {
    await this.once({ method: 'PUT', path: ['leases', leaseId] });
  }

  async releaseLease(id: string): Promise<void> {
    await this.repeat({ method: 'DELETE', path: ['leases', id] });
  }

  async openIntent(
    body: IntentRequest,
    initiator: BackstageCredentials,
  ): Promise<IntentAnswer> {
    const answer = await this.once(
      { method: 'POST', path: ['intents'], body },
      initiator,
    );
    return answer.json();
  }

  async closeIntent(intentId: string, body: OutcomeRequest): Promise<void> {
    await this.repeat({
      method: 'POST',
      path: ['intents', intentId, 'outcome'],
      body,
    });
  }

  async claim(
    body: ClaimRequest,
    initiator: BackstageCredentials,
  ): Promise<Claim> {
    const answer = await this.once(
      { method: 'POST', path: ['claims'], body },
      initiator,
    );
    return answer.json();
  }

  async recordAsked(body: AskedRequest): Promise<void> {
    const { accountId, roleName } = body.role;
    await this.repeat({
      method: 'PUT',
      path: ['roles', accountId, roleName, 'asked'],
      body,
    });
  }

  async register(
    body: RegisterRequest,
    initiator: BackstageCredentials,
  ): Promise<RegisterAnswer> {
    const answer = await this.once(
      { method: 'POST', path: ['setups'], body },
      initiator,
    );
    return answer.json();
  }

  async reportChecks(name: string, body: ReportRequest): Promise<ReportAnswer> {
    const answer = await this.repeat({
      method: 'POST',
      path: ['setups', name, 'report'],
      body,
    });
    return answer.json();
  }

  async runChanges(
    { accountId, roleName }: Pick<RoleRef, 'accountId' | 'roleName'>,
    taskId: string,
  ): Promise<RunChanges> {
    const answer = await this.repeat({
      method: 'GET',
      path: ['roles', accountId, roleName, 'changes'],
      query: [['taskId', taskId]],
    });
    return answer.json();
  }

  async accept(
    name: string,
    body: AcceptRequest,
    initiator: BackstageCredentials,
  ): Promise<AcceptResponse> {
    const answer = await this.once(
      {
        method: 'POST',
        path: ['setups', name, 'accept'],
        isForPeople: true,
        body,
      },
      initiator,
    );
    return answer.json();
  }

  async recordRevoked(
    name: string,
    body: RevokedRequest,
    initiator: BackstageCredentials,
  ): Promise<void> {
    await this.once(
      { method: 'POST', path: ['setups', name, 'revoked'], body },
      initiator,
    );
  }

  /** For what may arrive twice without harm. */
  private async repeat(call: Call): Promise<Response> {
    return repeated(() => this.once(call));
  }

  /** @param initiator - on whose behalf; the plugin itself where absent */
  private async once(
    { path, query, isForPeople = false, ...request }: Call,
    initiator?: BackstageCredentials,
  ): Promise<Response> {
    const [baseUrl, onBehalfOf] = await Promise.all([
      this.discovery.getBaseUrl(LEDGER_PLUGIN),
      initiator ?? this.auth.getOwnServiceCredentials(),
    ]);
    const { token } = await this.auth.getPluginRequestToken({
      onBehalfOf,
      targetPluginId: LEDGER_PLUGIN,
    });
    const search = query ? `?${new URLSearchParams(query)}` : '';
    try {
      return await send({
        ...request,
        url: `${[baseUrl, ...(isForPeople ? [] : ['ledger'])].join('/')}/${path
          .map(encodeURIComponent)
          .join('/')}${search}`,
        token,
      });
    } catch (error) {
      throw initiator && AuthenticationError.is(error)
        ? signInExpired(error)
        : error;
    }
  }
}

/** A token on behalf of a person lasts no longer than their own, and a run may. */
function signInExpired(cause: AuthenticationError): AuthenticationError {
  return new AuthenticationError(
    `The ledger doesn't take the sign-in of who started the run any more, so nothing more is changed. Sign in again and run again; what was done stays and is not done twice. (${cause.message})`,
    cause,
  );
}

/**
 * The ledger for a plugin that changes AWS. Unless something else is installed,
 * it is the one of the `personalize` backend, wherever that runs.
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

/**
 * What is on record becomes the output of actions, and templates take plain
 * objects of their own realm only; fetch may parse in another one.
 */
async function recordIn(answer: Response) {
  return JSON.parse(await answer.text());
}
