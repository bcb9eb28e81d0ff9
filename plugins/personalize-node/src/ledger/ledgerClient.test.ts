import { createServer, Server } from 'node:http';
import { createBackendPlugin } from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  ConflictError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  IntentRequest,
  LeaseRequest,
  RoleRef,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { LedgerClient, ledgerServiceRef } from './ledgerClient';

/** A request as it came. */
interface Came {
  request: string;
  /** Who asks, by the token. */
  as: unknown;
  body: unknown;
}

const came: Came[] = [];
/** Answers to the next requests; then all are answered with an empty object. */
let answers: { status: number; body?: unknown }[] = [];
let server: Server;
let baseUrl: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString();
    came.push({
      request: `${request.method} ${request.url}`,
      as: request.headers.authorization,
      body: text === '' ? undefined : JSON.parse(text),
    });
    const { status, body = {} } = answers.shift() ?? { status: 200 };
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(status === 204 ? undefined : JSON.stringify(body));
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (!address || typeof address === 'string') {
    throw new Error('The server has no port');
  }
  baseUrl = `http://127.0.0.1:${address.port}/api/personalize`;
});
afterAll(
  () =>
    new Promise(resolve => {
      server.closeAllConnections();
      server.close(resolve);
    }),
);
beforeEach(() => {
  came.length = 0;
  answers = [];
});

/** @param where - tells where a plugin is */
const clientAt = (
  where = (plugin: string) =>
    plugin === 'personalize' ? baseUrl : `http://127.0.0.1:9/${plugin}`,
) =>
  new LedgerClient({
    auth: mockServices.auth({ pluginId: 'scaffolder' }),
    discovery: {
      getBaseUrl: async plugin => where(plugin),
      getExternalBaseUrl: async plugin => where(plugin),
    },
  });

const AS_SERVICE = `Bearer ${mockCredentials.service.token({
  onBehalfOf: mockCredentials.service('plugin:scaffolder'),
  targetPluginId: 'personalize',
})}`;

const asUser = (person: string) =>
  `Bearer ${mockCredentials.service.token({
    onBehalfOf: mockCredentials.user(person),
    targetPluginId: 'personalize',
  })}`;

const RUN = { taskId: 'task-1' };
const ANA = 'user:default/ana';
const ROLE: RoleRef = {
  partition: 'aws',
  accountId: '012345678901',
  region: 'us-east-1',
  roleName: 'reco+shop',
  rolePath: '/personalize/',
};
const OF_ROLE = { role: ROLE, claimSeq: 1, run: RUN };
const LEASE: LeaseRequest = {
  resource: 'arn:aws:s3:::reco',
  waiterId: 'w',
  run: RUN,
  person: ANA,
};
const INTENT: IntentRequest = {
  leaseId: 'lease',
  claimSeq: 1,
  role: ROLE,
  run: RUN,
  change: { part: 's3', resource: 'arn:aws:s3:::reco', operation: 'create' },
};

const failing = (name: string, message: string) => ({
  error: { name, message },
  response: { statusCode: 0 },
});

describe('the client of the ledger', () => {
  it.each<[string, (client: LedgerClient) => Promise<unknown>, unknown]>([
    [
      'GET /ledger/roles/012345678901/reco%2Bshop?region=us-east-1',
      client => client.roleRecord(ROLE),
      undefined,
    ],
    [
      'GET /ledger/role-ids?arn=arn%3Aaws%3Aiam%3A%3A012345678901%3Arole%2Fa&arn=b',
      client => client.roleIds(['arn:aws:iam::012345678901:role/a', 'b']),
      undefined,
    ],
    [
      'GET /ledger/setup-statements?resource=arn%3Aaws%3As3%3A%3A%3Areco&resource=b',
      client => client.setupStatements(['arn:aws:s3:::reco', 'b']),
      undefined,
    ],
    [
      'GET /ledger/setups/shop%2Fx',
      client => client.setupRecord('shop/x'),
      undefined,
    ],
    ['POST /ledger/leases', client => client.requestLease(LEASE), LEASE],
    ['PUT /ledger/leases/l-1', client => client.renewLease('l-1'), undefined],
    [
      'DELETE /ledger/leases/l-1',
      client => client.releaseLease('l-1'),
      undefined,
    ],
    [
      'POST /ledger/intents/i-1/outcome',
      client => client.closeIntent('i-1', { outcome: 'applied', requests: [] }),
      { outcome: 'applied', requests: [] },
    ],
    [
      'PUT /ledger/roles/012345678901/reco%2Bshop/asked',
      client =>
        client.recordRequestedAccess({ ...OF_ROLE, person: ANA, asked: {} }),
      { ...OF_ROLE, person: ANA, asked: {} },
    ],
    [
      'POST /ledger/setups/shop/report',
      client =>
        client.reportChecks('shop', {
          ...OF_ROLE,
          since: 5,
          person: ANA,
          findings: [],
          isAdopted: false,
        }),
      { ...OF_ROLE, since: 5, person: ANA, findings: [], isAdopted: false },
    ],
    [
      'GET /ledger/roles/012345678901/reco%2Bshop/changes?taskId=task%2F1',
      client => client.runChanges(ROLE, 'task/1'),
      undefined,
    ],
  ])('asks as the plugin itself: %s', async (request, call, body) => {
    await call(clientAt());

    expect(came).toEqual([
      {
        request: request.replace('/ledger', '/api/personalize/ledger'),
        as: AS_SERVICE,
        body,
      },
    ]);
  });

  it.each<[string, (client: LedgerClient) => Promise<unknown>]>([
    [
      'POST /ledger/intents',
      client => client.openIntent(INTENT, mockCredentials.user(ANA)),
    ],
    [
      'POST /ledger/claims',
      client =>
        client.claim(
          { ...OF_ROLE, holders: [], claimsRole: true },
          mockCredentials.user(ANA),
        ),
    ],
    [
      'POST /ledger/setups',
      client =>
        client.register(
          { ...OF_ROLE, name: 'shop', owner: 'group:default/shop' },
          mockCredentials.user(ANA),
        ),
    ],
    [
      'POST /ledger/setups/shop/revoked',
      client =>
        client.recordRevocation(
          'shop',
          { ...OF_ROLE, kept: [] },
          mockCredentials.user(ANA),
        ),
    ],
  ])('asks on behalf of the initiator: %s', async (request, call) => {
    await call(clientAt());

    expect(came).toEqual([
      {
        request: request.replace('/ledger', '/api/personalize/ledger'),
        as: asUser(ANA),
        body: expect.anything(),
      },
    ]);
  });

  it('asks for no ids of no roles', async () => {
    expect(await clientAt().roleIds([])).toEqual({});
    expect(came).toEqual([]);
  });

  it('hands on what the ledger answers', async () => {
    answers = [{ status: 201, body: { intentId: 'i-1', seq: 5 } }];

    expect(
      await clientAt().openIntent(INTENT, mockCredentials.user(ANA)),
    ).toEqual({ intentId: 'i-1', seq: 5 });
  });

  it.each([
    ['ConflictError', 409, ConflictError],
    ['NotAllowedError', 403, NotAllowedError],
    ['NotFoundError', 404, NotFoundError],
  ])(
    'fails with the error that the ledger answers: %s',
    async (name, status, type) => {
      answers = [{ status, body: failing(name, 'the lease was lost') }];

      const failure = clientAt().renewLease('l-1');

      await expect(failure).rejects.toThrow(type);
      await expect(failure).rejects.toThrow(/^the lease was lost$/);
    },
  );

  it('knows that there is no set-up of a name', async () => {
    answers = [{ status: 404, body: failing('NotFoundError', 'no such') }];

    expect(await clientAt().setupRecord('shop')).toBeUndefined();
  });

  it('says that the ledger is away, and why, where nobody listens', async () => {
    const failure = clientAt(() => 'http://127.0.0.1:9').renewLease('l-1');

    await expect(failure).rejects.toThrow(ServiceUnavailableError);
    await expect(failure).rejects.toThrow(
      /The ledger of the personalize backend can't be reached \(.*(ECONNREFUSED|bad port).*\)/,
    );
  });

  it.each([500, 502, 503, 504])(
    'asks again what may be asked twice, where the ledger answers %d',
    async status => {
      answers = [{ status, body: failing('Error', 'starting') }];

      await clientAt().closeIntent('i-1', { outcome: 'applied', requests: [] });

      expect(came).toHaveLength(2);
    },
  );

  it('says what to do once the sign-in of whoever started the run has expired', async () => {
    const refusal = {
      status: 401,
      body: failing('AuthenticationError', 'exp'),
    };
    answers = [refusal, refusal];

    await expect(
      clientAt().openIntent(INTENT, mockCredentials.user(ANA)),
    ).rejects.toThrow(
      /^The ledger no longer accepts the sign-in .* Sign in again/,
    );
    await expect(clientAt().renewLease('l-1')).rejects.toThrow(/^exp$/);
  });

  it('asks once what would be recorded twice', async () => {
    answers = [{ status: 503, body: failing('Error', 'starting') }];

    await expect(
      clientAt().openIntent(INTENT, mockCredentials.user(ANA)),
    ).rejects.toThrow('it answered 503: starting');
    expect(came).toHaveLength(1);
  });
});

describe('the service of the ledger', () => {
  it('is the client, for whatever plugin asks for it', async () => {
    const found = jest.fn();
    const probe = createBackendPlugin({
      pluginId: 'probe',
      register(reg) {
        reg.registerInit({
          deps: { ledger: ledgerServiceRef },
          async init({ ledger }) {
            found(ledger);
          },
        });
      },
    });

    await startTestBackend({ features: [probe] });

    expect(found).toHaveBeenCalledWith(expect.any(LedgerClient));
  });
});
