import { mockServices } from '@backstage/backend-test-utils';
import { SetupsResponse } from '@personalize-portal/backstage-plugin-personalize-common';
import { setupItem } from './__testUtils__/setups';
import { SetupsClient } from './setupsClient';

const client = new SetupsClient({
  auth: mockServices.auth({ pluginId: 'catalog' }),
  discovery: mockServices.discovery(),
});

/** Answers requests in turn, the last answer for ever. */
function answering(...answers: [status: number, body: object][]) {
  const asked: string[] = [];
  jest.spyOn(global, 'fetch').mockImplementation(async address => {
    asked.push(String(address).split('/api/personalize')[1]);
    const [status, body] =
      answers.length > 1 ? answers.shift() ?? [500, {}] : answers[0];
    return new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json' },
    });
  });
  return asked;
}

const page = (
  names: string[],
  totalItems: number,
  nextCursor?: string,
): [number, SetupsResponse] => [
  200,
  { items: names.map(name => setupItem(name)), totalItems, nextCursor },
];

const names = async () => (await client.all()).map(({ name }) => name);

afterEach(() => jest.restoreAllMocks());

describe('all set-ups', () => {
  it('are read page by page', async () => {
    const asked = answering(page(['a', 'b'], 3, 'c2'), page(['c'], 3));

    expect(await names()).toEqual(['a', 'b', 'c']);
    expect(asked).toEqual(['/setups?limit=200', '/setups?limit=200&cursor=c2']);
  });

  it('are read again where one moved to another page meanwhile', async () => {
    answering(
      page(['a', 'b'], 3, 'c2'),
      page(['b'], 3),
      page(['b', 'a'], 3, 'c2'),
      page(['c'], 3),
    );

    expect(await names()).toEqual(['b', 'a', 'c']);
  });

  it('aren’t told rather than told in part', async () => {
    answering(page(['a'], 2));

    await expect(names()).rejects.toThrow(
      'The list of set-ups changed during each attempt to read it',
    );
  });

  it('aren’t told where the backend refuses', async () => {
    answering([503, { error: { name: 'ServiceUnavailableError' } }]);

    await expect(names()).rejects.toMatchObject({ name: 'ResponseError' });
  });
});

describe('one set-up', () => {
  it('is asked for by its name', async () => {
    const asked = answering([200, setupItem('shop')]);

    expect(await client.byName('shop')).toMatchObject({ name: 'shop' });
    expect(asked).toEqual(['/setups/shop']);
  });

  it('may not be there', async () => {
    answering([404, {}]);

    expect(await client.byName('shop')).toBeUndefined();
  });
});
