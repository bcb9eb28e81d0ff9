import { setTimeout } from 'node:timers/promises';
import { mockCredentials } from '@backstage/backend-test-utils';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import { JsonObject } from '@backstage/types';
// A portal has it beside the scaffolder.
// eslint-disable-next-line @backstage/no-mixed-plugin-imports
import catalogModulePersonalize from '@personalize-portal/backstage-plugin-catalog-backend-module-personalize';
import { Bench, Scaffolder, shopRequest, startBench } from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

const RECO = 'group:default/recommendations';
const ORDERS = 'group:default/orders';
const PAYMENTS = 'group:default/payments';
const ROSA = 'user:default/rosa';
const BEN = 'user:default/ben';
const OMAR = 'user:default/omar';
const PAULA = 'user:default/paula';
const PIA = 'user:default/pia';

const everything = { accounts: ['*'], buckets: ['*'], keys: ['*'] };

const SETUP = '/entities/by-name/resource/default/shop';
const BUCKET = '/entities/by-name/resource/default/aws-s3-reco-training-data';

let bench: Bench;
let portal: Scaffolder;
/** Rosa's, which set up what the tests look at. */
let taskId: string;
let uid: string;

/** Rosa and Omar have a set-up each, which share a bucket. */
beforeAll(async () => {
  bench = await startBench();
  portal = await bench.startPortal(
    {
      teams: {
        [RECO]: everything,
        [ORDERS]: everything,
        [PAYMENTS]: everything,
      },
    },
    [],
    {
      groups: {
        [ROSA]: [RECO],
        [BEN]: [RECO],
        [OMAR]: [ORDERS],
        [PAULA]: [PAYMENTS],
      },
      platformTeams: ['group:default/guests'],
      features: [catalogPlugin, catalogModulePersonalize],
    },
  );
  taskId = await runOf({ ...shopRequest, owner: RECO }, ROSA);
  await runOf(
    {
      ...shopRequest,
      name: 'orders',
      owner: ORDERS,
      roleName: 'personalize-orders',
      kms: [],
      s3: [
        {
          bucket: 'reco-training-data',
          prefix: 'orders/',
          workflows: ['import'],
        },
      ],
    },
    OMAR,
  );
  const setup = await untilShown(SETUP, () => true);
  uid = String(Object(setup.metadata).uid);
  await untilShown(
    BUCKET,
    ({ metadata }) => Object(metadata).personalizeTeams?.length === 2,
  );
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

async function runOf(values: JsonObject, person: string): Promise<string> {
  const result = await portal.run(values, { person });
  expect([result.status, result.log]).toEqual(['completed', result.log]);
  return result.taskId;
}

/** The catalog hears of a set-up by an event. */
async function untilShown(
  route: string,
  isSo: (entity: JsonObject) => boolean,
): Promise<JsonObject> {
  for (;;) {
    const { status, body } = await portal.catalog('GET', route, PIA);
    if (status === 200 && isSo(body)) {
      return body;
    }
    await setTimeout(100);
  }
}

const ask = (person: string, method: string, route: string) =>
  portal.request(method, `/v2/tasks${route}`, {
    authorization: mockCredentials.user.header(person),
  });

describe('the task of somebody else', () => {
  it.each<[method: string, route: string]>([
    ['GET', ''],
    ['GET', '/events'],
    ['GET', '/eventstream'],
    ['POST', '/cancel'],
    ['POST', '/retry'],
  ])('is refused by %s %s, to a colleague, too', async (method, route) => {
    for (const person of [BEN, OMAR, PAULA]) {
      expect(await ask(person, method, `/${taskId}${route}`)).toMatchObject({
        status: 403,
        body: { error: { name: 'NotAllowedError' } },
      });
    }
  });

  it('isn’t in the list of one’s tasks', async () => {
    const tasksOf = async (person: string) => {
      const { body } = await ask(person, 'GET', '');
      return [body.tasks].flat().map(task => Object(task).createdBy);
    };

    expect(await tasksOf(ROSA)).toEqual([ROSA]);
    expect(await tasksOf(OMAR)).toEqual([OMAR]);
    expect(await tasksOf(BEN)).toEqual([]);
    expect((await tasksOf(PIA)).sort()).toEqual([OMAR, ROSA]);
  });

  it.each([ROSA, PIA])('is open to %s', async person => {
    for (const route of ['', '/events']) {
      expect((await ask(person, 'GET', `/${taskId}${route}`)).status).toBe(200);
    }
  });
});

describe('the set-up of another team', () => {
  it('isn’t found in the catalog by its name', async () => {
    const statusOf = async (person: string) =>
      (await portal.catalog('GET', SETUP, person)).status;

    expect(await statusOf(ROSA)).toBe(200);
    expect(await statusOf(BEN)).toBe(200);
    expect(await statusOf(PIA)).toBe(200);
    expect(await statusOf(OMAR)).toBe(404);
    expect(await statusOf(PAULA)).toBe(404);
  });

  it.each<[person: string, names: string[]]>([
    [BEN, ['aws-kms', 'aws-s3-reco-training-data', 'shop']],
    [OMAR, ['aws-s3-reco-training-data', 'orders']],
    [PAULA, []],
    [PIA, ['aws-kms', 'aws-s3-reco-training-data', 'orders', 'shop']],
  ])(
    'isn’t listed, and its buckets and keys only to teams that use them, too: %s',
    async (person, names) => {
      const { body } = await portal.catalog(
        'GET',
        '/entities/by-query?filter=kind=resource',
        person,
      );
      const found = [body.items]
        .flat()
        .map(entity => String(Object(entity).metadata.name))
        // The rest is a hash.
        .map(name => name.replace(/^(aws-kms)-.*/, '$1'));

      expect(found.sort()).toEqual(names);
      expect(body.totalItems).toBe(names.length);
    },
  );

  it('isn’t counted in facets', async () => {
    const { body } = await portal.catalog(
      'GET',
      '/entity-facets?filter=kind=resource&facet=metadata.annotations.personalize.aws/role-arn',
      PAULA,
    );
    expect(Object.values(Object(body.facets))).toEqual([[]]);
  });

  it('can’t be deleted from the catalog', async () => {
    const { status } = await portal.catalog(
      'DELETE',
      `/entities/by-uid/${uid}`,
      PAULA,
    );
    expect(status).toBe(403);
    expect((await portal.catalog('GET', SETUP, ROSA)).status).toBe(200);
  });
});
