import {
  ACCOUNT,
  Bench,
  lagBehind,
  Scaffolder,
  shopRequest,
  startBench,
  OPENED,
  sampleOrAll,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/company-idp`;

let bench: Bench;
let portal: Scaffolder;

beforeAll(async () => {
  bench = await startBench();
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

beforeEach(async () => {
  portal = await bench.startPortal({
    guardrails: { ...OPENED, allowDirectAttachment: true },
  });
});

afterEach(async () => {
  await bench.restore();
});

const request = () => ({
  ...shopRequest,
  users: [
    {
      preset: 'data-engineer',
      principals: [
        {
          type: 'saml-role',
          roleName: 'personalize-shop-analysts',
          provider: SAML,
        },
        {
          type: 'permission-set',
          name: 'ShopAnalysts',
          assignTo: [
            {
              kind: 'group',
              id: bench.seeded.identityCenter.groups['Data Science'],
            },
          ],
        },
      ],
    },
    {
      preset: 'runtime',
      principals: [
        {
          type: 'account-role',
          roleName: 'personalize-shop-apps',
          users: ['ana', 'ben'],
        },
        { type: 'user', name: 'ana' },
        { type: 'group', name: 'data-scientists' },
      ],
    },
  ],
});

describe('a run with people while a fifth of the reads is 1.5 s behind', () => {
  it.each([1, 2, 3, 4, 5, 6].slice(0, sampleOrAll(2, 6)))(
    'ends green, and finds nothing to do the next time: %i',
    async seed => {
      lagBehind(bench.endpoint, { ms: 1_500, share: 0.2, seed });
      const { status, log, output } = await portal.run(request());

      expect(log.filter(line => /Error|^error/.test(line))).toEqual([]);
      expect(status).toBe('completed');
      expect(output.passed).toBe(true);
      const { body } = await portal.api('POST', '/setups/shop/check');
      expect(body).toMatchObject({ status: 'ok' });
    },
  );
});
