import { ANA, as, Portal, startPortal } from '../__testUtils__/portal';
import {
  ANA_IN_TASK,
  begun,
  CHANGE,
  RUN,
  SCAFFOLDER,
} from '../__testUtils__/requests';

const PERSON = as.person(ANA);

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal();
});

afterAll(() => portal.stop());

describe('a request that the document doesn’t describe', () => {
  it.each([
    ['/setups?limit=0', 'limit: 0 was given, but it must be >= 1'],
    ['/setups?limit=201', 'limit: 201 was given, but it must be <= 200'],
    ['/setups?limit=many', 'limit: "many" was given, but it must be integer'],
    [
      '/setups?status=fine',
      'status: "fine" was given, but it must be equal to one of the allowed values: pending, ok, attention, drifted, failed, unknown, revoked',
    ],
    ['/setups?accountId=12', 'accountId: "12" was given, but it must match'],
    ['/setups?owner=shop', 'owner: "shop" was given, but it must match'],
    [
      '/setups?owner=group:default/%00',
      'owner: "group:default/\\u0000" was given, but it must match',
    ],
    ['/setups?colour=red', 'colour: "red" was given, but it'],
    ['/setups?search=%00', 'search: "\\u0000" was given, but it must match'],
    ['/setups?cursor=', 'cursor: "" was given'],
    ['/setups?cursor=nonsense', 'cursor: "nonsense" was given'],
    [`/setups/${'a'.repeat(64)}`, 'name: "aaaa'],
    ['/setups/-shop', 'name: "-shop" was given, but it must match'],
    [
      '/accounts/111111111111/buckets',
      "region: nothing was given, but it must have required property 'region'",
    ],
    [
      '/accounts/acme/buckets?region=us-east-1',
      'accountId: "acme" was given, but it must match',
    ],
  ])('GET %s is refused by field, value and rule', async (path, message) => {
    const { status, body } = await portal.get(path, PERSON);

    expect(status).toBe(400);
    expect(body.error).toEqual({
      name: 'InputError',
      message: expect.stringContaining(message),
    });
  });

  const LEASE = {
    resource: CHANGE.resource,
    waiterId: '6f1d3c1e-5d51-4c36-9d2c-0d8f4b1e6a11',
    run: RUN,
    person: ANA,
  };

  it.each([
    [
      'a missing field',
      { ...LEASE, run: {} },
      "run.taskId: nothing was given, but it must have required property 'taskId'",
    ],
    [
      'a wrong type',
      { ...LEASE, person: 7 },
      'person: 7 was given, but it must be string',
    ],
    [
      'a wrong format',
      { ...LEASE, waiterId: 'me' },
      'waiterId: "me" was given, but it must match format "uuid"',
    ],
    [
      'a field that there isn’t',
      { ...LEASE, colour: 'red' },
      'colour: "red" was given, but it must NOT have additional properties',
    ],
    ['a list', [], 'input: [] was given, but it must be object'],
  ])('a body with %s is refused', async (_what, given, message) => {
    const { status, body } = await portal.call(
      'POST',
      '/ledger/leases',
      SCAFFOLDER,
      given,
    );

    expect(status).toBe(400);
    expect(body.error.message).toContain(message);
  });

  it('names a place deep in a body', async () => {
    const { body } = await portal.call(
      'POST',
      '/ledger/setups/shop/report',
      SCAFFOLDER,
      {
        ...(await begun(portal, 'shop')),
        since: 0,
        person: ANA,
        isAdopted: false,
        findings: [
          { id: 'a', kind: 'b', subjects: {}, outcome: 'passed' },
          { id: 'a', kind: 'b', subjects: {}, outcome: 'fine' },
        ],
      },
    );

    expect(body.error.message).toMatch(
      /^findings\[1\]\.outcome: "fine" was given, but it must be equal to one of/,
    );
  });

  it.each([
    ['no JSON', 'application/json', '{'],
    ['another content type', 'text/plain', 'hello'],
    ['more than a body may hold', 'application/json', `"${'a'.repeat(3e6)}"`],
  ])('is refused with %s', async (_what, contentType, body) => {
    const response = await fetch(`${portal.address}/ledger/intents`, {
      method: 'POST',
      headers: { authorization: ANA_IN_TASK, 'content-type': contentType },
      body,
    });
    const { error } = await response.json();

    expect(response.status).toBe(400);
    expect(error.name).toBe('InputError');
    expect(error.stack).toBeUndefined();
  });

  it('takes two large policy documents', async () => {
    const document = { Version: '2012-10-17', Id: 'x'.repeat(300_000) };
    const { status } = await portal.call(
      'POST',
      '/ledger/intents',
      ANA_IN_TASK,
      {
        leaseId: LEASE.waiterId,
        claimSeq: 1,
        role: {
          partition: 'aws',
          accountId: '111111111111',
          region: 'us-east-1',
          roleName: 'personalize-shop',
          rolePath: '/',
        },
        run: RUN,
        change: { ...CHANGE, before: document, after: document },
      },
    );

    expect(status).toBe(409);
  });
});

it('tells what there is to ask', async () => {
  const response = await fetch(`${portal.address}/openapi.json`, {
    headers: { authorization: PERSON },
  });

  expect(await response.json()).toMatchObject({
    openapi: '3.1.0',
    servers: [{ url: '/api/personalize' }],
  });
});

describe('a way round the document', () => {
  it.each([
    ['GET', '//setups?limit=0'],
    ['GET', '//setups?search[a]=1'],
    ['GET', '/./setups?limit=0'],
    ['GET', '/setups//?limit=0'],
    ['GET', '/SETUPS/?limit=0'],
    ['HEAD', '/setups?limit=0'],
    ['HEAD', '//setups?limit=0'],
    ['HEAD', '/setups/-shop'],
  ])('%s %s leads nowhere', async (method, path) => {
    const { status } = await fetch(`${portal.address}${path}`, {
      method,
      headers: { authorization: PERSON },
    });

    expect([400, 404]).toContain(status);
  });
});
