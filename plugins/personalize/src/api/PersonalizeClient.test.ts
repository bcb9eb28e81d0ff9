import { accountWith } from '../__testUtils__/accounts';
import { PersonalizeClient } from './PersonalizeClient';

const items = [accountWith()];

function answer(status: number, body: object) {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });
}

function clientThatGets(...answers: Response[]) {
  const clock = { now: 0 };
  const fetch = jest.fn(async (_address: unknown) => {
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
      ['http://portal/api/personalize/accounts'],
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
