import {
  coreServices,
  createServiceFactory,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  AccountsResponse,
  personalizeInventoryReadPermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  createPersonalizeConditionalDecision,
  personalizeConditions,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { personalizePlugin } from './plugin';

const DATA = '111111111111';
const SHOP = '222222222222';
const HIDDEN = '333333333333';

const configuration = {
  accounts: [
    {
      accountId: DATA,
      name: 'data-science',
      regions: ['us-east-1', 'eu-west-1'],
      writer: { roleName: 'portal/writer', externalId: 'secret-external-id' },
      endpoint: 'http://127.0.0.1:5555',
    },
    { accountId: SHOP, regions: ['us-east-1'] },
    { accountId: HIDDEN, name: 'payroll', regions: ['us-east-1'] },
  ],
  teams: {
    'group:default/recommendations': {
      accounts: [DATA],
      buckets: ['reco-*'],
      keys: ['alias/reco-*'],
    },
    'group:default/shop': {
      accounts: [DATA, SHOP],
      buckets: ['shop-*'],
      keys: [],
    },
    'group:default/payroll': { accounts: [HIDDEN], buckets: ['pay-*'] },
  },
  guardrails: {
    roleNamePattern: '^personalize-',
    permissionsBoundary: 'arn:aws:iam::{accountId}:policy/boundary',
    requiredTags: ['cost-center'],
    servicePolicy: 'scoped',
  },
};

const ANA = 'user:default/ana';
const GROUPS: Record<string, string[]> = {
  [ANA]: [ANA, 'group:default/recommendations'],
  'user:default/ben': ['group:default/recommendations', 'Group:default/Shop'],
  'user:default/eve': ['user:default/eve', 'group:default/visitors'],
};

const asPerson = (person: string) => mockCredentials.user.header(person);

let stop: () => Promise<void> = async () => {};

afterEach(() => stop());

/** A portal whose policy decides as given on the permission to see names. */
async function startPortal(
  decision: PolicyDecision = { result: AuthorizeResult.ALLOW },
  personalize = {},
) {
  const asked: string[] = [];
  const backend = await startTestBackend({
    features: [
      personalizePlugin,
      mockServices.rootConfig.factory({
        data: { personalize: { ...configuration, ...personalize } },
      }),
      mockServices.httpAuth.factory({
        defaultCredentials: mockCredentials.none(),
      }),
      createServiceFactory({
        service: coreServices.userInfo,
        deps: {},
        factory: (): UserInfoService => ({
          async getUserInfo(credentials) {
            const { userEntityRef } = Object(credentials).principal;
            return {
              userEntityRef,
              ownershipEntityRefs: GROUPS[userEntityRef],
            };
          },
        }),
      }),
      mockServices.permissions.mock({
        async authorizeConditional(requests) {
          asked.push(...requests.map(({ permission }) => permission.name));
          return requests.map(() => decision);
        },
      }).factory,
    ],
  });
  stop = () => backend.stop();
  const address = `http://127.0.0.1:${backend.server.port()}/api/personalize`;
  async function get(route: string, authorization?: string) {
    const response = await fetch(`${address}${route}`, {
      headers: authorization ? { authorization } : {},
    });
    return { status: response.status, body: await response.json() };
  }
  return {
    asked,
    get,
    async itemsFor(person: string) {
      const { body } = await get('/accounts', asPerson(person));
      const { items }: AccountsResponse = body;
      return items;
    },
  };
}

describe('GET /accounts', () => {
  it('answers with what the person’s team may use, and what limits it', async () => {
    const portal = await startPortal();

    expect(await portal.get('/accounts', asPerson(ANA))).toEqual({
      status: 200,
      body: {
        items: [
          {
            accountId: DATA,
            name: 'data-science',
            regions: ['us-east-1', 'eu-west-1'],
            limits: {
              guardrails: {
                roleNamePattern: '^personalize-',
                permissionsBoundary: `arn:aws:iam::${DATA}:policy/boundary`,
                requiredTags: ['cost-center'],
                servicePolicy: 'scoped',
              },
              identityCenter: false,
              teams: [
                {
                  team: 'group:default/recommendations',
                  buckets: ['reco-*'],
                  keys: ['alias/reco-*'],
                },
              ],
            },
          },
        ],
      },
    });
    expect(portal.asked).toEqual(['personalize.inventory.read']);
  });

  it('answers with each team of a person, by the accounts of each', async () => {
    const portal = await startPortal();
    const items = await portal.itemsFor('user:default/ben');

    expect(
      items.map(({ accountId, limits }) => [
        accountId,
        limits.teams.map(({ team }) => team),
      ]),
    ).toEqual([
      [DATA, ['group:default/recommendations', 'group:default/shop']],
      [SHOP, ['group:default/shop']],
    ]);
  });

  it('tells nobody of other teams, nor how the portal reaches an account', async () => {
    const portal = await startPortal();
    const items = await portal.itemsFor(ANA);

    expect(JSON.stringify(items)).not.toMatch(
      /shop|payroll|pay-|222222222222|333333333333|writer|external|127\.0\.0\.1/,
    );
  });

  it('is empty for a person whose teams have nothing', async () => {
    const portal = await startPortal();

    expect(await portal.get('/accounts', asPerson('user:default/eve'))).toEqual(
      { status: 200, body: { items: [] } },
    );
  });

  it('leaves it to owner tags where no team is configured', async () => {
    const portal = await startPortal(undefined, { teams: undefined });
    const items = await portal.itemsFor(ANA);

    expect(
      items.map(({ accountId, limits }) => [accountId, limits.teams]),
    ).toEqual([
      [DATA, []],
      [SHOP, []],
      [HIDDEN, []],
    ]);
  });

  it('says where Identity Center is set up', async () => {
    const portal = await startPortal(undefined, {
      identityCenter: { accountId: HIDDEN, region: 'us-east-1' },
    });
    const items = await portal.itemsFor(ANA);

    expect(items[0].limits.identityCenter).toBe(true);
    expect(JSON.stringify(items)).not.toContain(HIDDEN);
  });

  it('leaves out an account for which the policy’s conditions don’t hold', async () => {
    const portal = await startPortal(
      createPersonalizeConditionalDecision(
        personalizeInventoryReadPermission,
        personalizeConditions.isInAccount({ accountIds: [SHOP] }),
      ),
    );
    const items = await portal.itemsFor('user:default/ben');

    expect(items.map(({ accountId }) => accountId)).toEqual([SHOP]);
  });

  it('refuses a person without the permission', async () => {
    const portal = await startPortal({ result: AuthorizeResult.DENY });
    const { status, body } = await portal.get('/accounts', asPerson(ANA));

    expect(status).toBe(403);
    expect(body.error.message).toBe(
      'user:default/ana has no permission personalize.inventory.read. Ask the team that runs the portal.',
    );
    expect(body.items).toBeUndefined();
  });

  it('refuses a request without a token', async () => {
    const portal = await startPortal();

    expect((await portal.get('/accounts')).status).toBe(401);
    expect(portal.asked).toEqual([]);
  });

  it('refuses a service, which has no teams', async () => {
    const portal = await startPortal();

    expect(
      (await portal.get('/accounts', mockCredentials.service.header())).status,
    ).toBe(403);
    expect(portal.asked).toEqual([]);
  });
});

describe('the permission system', () => {
  it('is told of the permissions and of the conditions on them', async () => {
    const portal = await startPortal();
    const { body } = await portal.get(
      '/.well-known/backstage/permissions/metadata',
      mockCredentials.service.header(),
    );

    expect(body.permissions.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining([
        'personalize.setup.apply',
        'personalize.users.grant',
        'personalize.inventory.read',
      ]),
    );
    expect(body.rules.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['IS_IN_ACCOUNT', 'IS_OWNED_BY']),
    );
  });
});

it('doesn’t start with a wrong configuration', async () => {
  await expect(
    startPortal(undefined, {
      teams: { 'group:default/shop': { accounts: ['444444444444'] } },
    }),
  ).rejects.toThrow(/personalize\.teams/);
});
