import { mockCredentials } from '@backstage/backend-test-utils';
import { ANA, as, Portal, startPortal } from './__testUtils__/portal';
import { register } from './__testUtils__/requests';

// Leaves time for busy machines.
jest.setTimeout(300_000);

let portal: Portal | undefined;

afterEach(async () => {
  await portal?.stop();
  portal = undefined;
});

describe('the permission system', () => {
  it('is told of the permissions and of the conditions on them', async () => {
    portal = await startPortal();
    const response = await fetch(
      `${portal.address}/.well-known/backstage/permissions/metadata`,
      { headers: { authorization: mockCredentials.service.header() } },
    );
    const { permissions, rules } = await response.json();

    expect(permissions.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining([
        'personalize.setup.apply',
        'personalize.users.grant',
        'personalize.inventory.read',
      ]),
    );
    expect(rules.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['IS_IN_ACCOUNT', 'IS_OWNED_BY']),
    );
  });

  it('judges a condition on a registered set-up by its name', async () => {
    portal = await startPortal();
    await register(portal, 'reco');
    await register(portal, 'orders', { owner: 'group:default/shop' });
    const response = await fetch(
      `${portal.address}/.well-known/backstage/permissions/apply-conditions`,
      {
        method: 'POST',
        headers: {
          authorization: mockCredentials.service.header(),
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          items: ['reco', 'orders', 'nothing'].map(resourceRef => ({
            id: resourceRef,
            resourceRef,
            resourceType: 'personalize-setup',
            conditions: {
              rule: 'IS_OWNED_BY',
              resourceType: 'personalize-setup',
              params: { groups: ['group:default/recommendations'] },
            },
          })),
        }),
      },
    );

    expect(await response.json()).toEqual({
      items: [
        { id: 'reco', result: 'ALLOW' },
        { id: 'orders', result: 'DENY' },
        { id: 'nothing', result: 'DENY' },
      ],
    });
  });
});

it.each([
  [
    'teams',
    { teams: { 'group:default/shop': { accounts: ['444444444444'] } } },
    /personalize\.teams/,
  ],
  [
    'ledger',
    { ledger: { keys: [{ id: '1', secret: 'short' }] } },
    /secret has/,
  ],
  ['drift', { drift: { concurrency: 0 } }, /personalize\.drift\.concurrency/],
  ['catalog', { catalog: { keepRevoked: 'forever' } }, /keepRevoked/],
  ['witness', { ledger: { witness: {} } }, /neither s3 nor kms/],
  ['section', { ledgr: {} }, /personalize\.ledgr/],
])('doesn’t start with a wrong %s', async (_what, personalize, message) => {
  await expect(startPortal({ personalize })).rejects.toThrow(message);
});

it('goes on where heads of the ledger can’t be written outside, and tells it', async () => {
  portal = await startPortal({
    personalize: {
      ledger: {
        witness: {
          frequency: { seconds: 1 },
          s3: {
            accountId: '999999999999',
            region: 'eu-west-1',
            bucket: 'heads',
            retainDays: 30,
            role: { roleName: 'witness' },
            endpoint: 'http://127.0.0.1:9',
          },
        },
      },
    },
  });
  await register(portal, 'reco');

  await portal.runTask('personalize-ledger-witness');
  await register(portal, 'shop');

  expect(portal.audited).toContainEqual({
    eventId: 'ledger-witness',
    outcome: 'failed',
    meta: {
      witness: 'bucket heads/personalize-ledger/',
      error: expect.stringMatching(/^sts:AssumeRole .*ECONNREFUSED/),
    },
  });
  const { body } = await portal.get('/ledger/verify', as.person(ANA));
  expect(body).toMatchObject({
    valid: false,
    entries: 2,
    problems: [
      {
        kind: 'unwitnessed',
        message: expect.stringContaining('ECONNREFUSED'),
      },
    ],
  });
});
