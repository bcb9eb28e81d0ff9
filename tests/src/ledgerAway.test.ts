import { JsonObject } from '@backstage/types';
import {
  Bench,
  failureOf,
  Scaffolder,
  shopRequest,
  shopRole,
  startBench,
  writesTo,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

let bench: Bench;
let portal: Scaffolder;

beforeAll(async () => {
  bench = await startBench();
  portal = await bench.startPortal();
  const failure = failureOf(await portal.run(shopRequest));
  if (failure) {
    throw new Error(failure);
  }
  bench.endpoint.clear();
}, 300_000);

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(async () => {
  await bench?.restore();
  await bench?.stop();
});

/** Until the end of the test. */
function takeLedgerAway(path: RegExp): void {
  const { fetch } = globalThis;
  jest
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async (input, init) =>
      path.test(input instanceof Request ? input.url : String(input))
        ? new Response('{}', { status: 503 })
        : fetch(input, init),
    );
}

const people = [
  {
    preset: 'read-only',
    principals: [
      { type: 'account-role', roleName: 'personalize-people', users: ['ana'] },
    ],
  },
];

describe.each([
  ['no intent', /\/ledger\/intents$/],
  ['no turn', /\/ledger\/leases$/],
])('where the ledger gives %s', (_what, path) => {
  it.each<[string, JsonObject]>([
    [
      'personalize:create-role',
      { ...shopRole, roleName: 'personalize-other', tags: { team: 'shop' } },
    ],
    ['personalize:create-role', { ...shopRole, description: 'Another' }],
    [
      'personalize:harden-trust',
      {
        ...shopRole,
        sourceArns: [
          'arn:aws:personalize:us-east-1:123456789012:dataset-import-job/*',
        ],
      },
    ],
    ['personalize:grant-kms', { ...shopRole, keys: [] }],
    ['personalize:grant-s3', { ...shopRole, buckets: [] }],
    ['personalize:grant-users', { ...shopRole, users: people }],
    ['personalize:revoke', { name: 'shop', force: true }],
  ])('%s writes nothing to AWS', async (action, input) => {
    takeLedgerAway(path);
    const run = await portal.runAction(action, input);

    expect(failureOf(run)).toMatch(/^ServiceUnavailableError: The ledger/);
    expect(writesTo(bench.endpoint)).toEqual([]);
  });
});
