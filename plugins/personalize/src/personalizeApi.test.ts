import { accountWith } from './__testUtils__/accounts';
import { setupItem, setupWith } from './__testUtils__/setups';
import { PersonalizeClient } from './personalizeApi';

const items = [accountWith()];

function answer(status: number, body: object) {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}

function clientThatGets(...answers: Response[]) {
  const clock = { now: 0 };
  const fetch = jest.fn(async (_address: unknown, _init?: RequestInit) => {
    const next = answers.shift();
    if (!next) {
      throw new Error('Asked too often');
    }
    return next;
  });
  const client = new PersonalizeClient(
    { getBaseUrl: async id => `http://portal/api/${id}` },
    { fetch },
    () => clock.now,
  );
  return { client, fetch, clock };
}

describe('the accounts', () => {
  it('are asked for once for all pages of a form', async () => {
    const { client, fetch } = clientThatGets(answer(200, { items }));

    expect(
      await Promise.all([client.getAccounts(), client.getAccounts()]),
    ).toEqual([items, items]);
    expect(await client.getAccounts()).toEqual(items);
    expect(fetch.mock.calls).toEqual([
      ['http://portal/api/personalize/accounts', { method: 'GET' }],
    ]);
  });

  it('are asked for anew after a while', async () => {
    const { client, clock } = clientThatGets(
      answer(200, { items }),
      answer(200, { items: [] }),
    );
    await client.getAccounts();
    clock.now = 60_000;

    expect(await client.getAccounts()).toEqual([]);
  });

  it('are asked for again after a failure, which is told', async () => {
    const { client } = clientThatGets(
      answer(403, {
        error: { name: 'NotAllowedError', message: 'ana has no permission' },
        response: { statusCode: 403 },
      }),
      answer(200, { items }),
    );

    await expect(client.getAccounts()).rejects.toThrow('403');
    expect(await client.getAccounts()).toEqual(items);
  });
});

describe('the set-ups', () => {
  it('are asked for as the filter says, page by page', async () => {
    const page = { items: [setupItem()], totalItems: 2, nextCursor: 'b+c' };
    const { client, fetch } = clientThatGets(
      answer(200, page),
      answer(200, page),
    );
    await client.getSetups({
      accountId: '123456789012',
      owner: 'group:default/shop',
      status: 'drifted',
      search: 'a & b',
      ownerMissing: true,
    });

    expect(
      await client.getSetups(
        { ownerMissing: false },
        { cursor: 'b+c', limit: 200 },
      ),
    ).toEqual(page);
    expect(fetch.mock.calls.map(([address]) => address)).toEqual([
      'http://portal/api/personalize/setups?accountId=123456789012&owner=group%3Adefault%2Fshop&status=drifted&search=a+%26+b&ownerMissing=true',
      'http://portal/api/personalize/setups?cursor=b%2Bc&limit=200',
    ]);
  });

  it('are asked for anew each time, so that a check shows at once', async () => {
    const { client } = clientThatGets(
      answer(200, setupWith({ status: 'ok' })),
      answer(200, { status: 'drifted', checks: [], checkedAt: '' }),
      answer(200, setupWith({ status: 'drifted' })),
    );
    await client.getSetup('shop');
    await client.checkSetup('shop');

    expect(await client.getSetup('shop')).toMatchObject({ status: 'drifted' });
  });

  it('are each found by their name, and checked with a POST', async () => {
    const { client, fetch } = clientThatGets(
      answer(200, setupWith()),
      answer(200, { items: [] }),
      answer(200, { status: 'ok', checks: [], checkedAt: '' }),
    );
    await client.getSetup('shop');
    await client.getChanges('shop', '42');
    await client.checkSetup('a/../b');

    expect(fetch.mock.calls).toEqual([
      ['http://portal/api/personalize/setups/shop', { method: 'GET' }],
      [
        'http://portal/api/personalize/setups/shop/changes?cursor=42',
        { method: 'GET' },
      ],
      [
        'http://portal/api/personalize/setups/a%2F..%2Fb/check',
        { method: 'POST' },
      ],
    ]);
  });

  it.each<[string, (client: PersonalizeClient) => Promise<unknown>]>([
    ['the list', client => client.getSetups({})],
    ['one', client => client.getSetup('shop')],
    ['its history', client => client.getChanges('shop')],
    ['a check', client => client.checkSetup('shop')],
  ])('tell of a refusal of %s', async (_what, ask) => {
    const { client } = clientThatGets(
      answer(403, {
        error: { name: 'NotAllowedError', message: 'no permission' },
        response: { statusCode: 403 },
      }),
    );

    await expect(ask(client)).rejects.toMatchObject({ statusCode: 403 });
  });
});
