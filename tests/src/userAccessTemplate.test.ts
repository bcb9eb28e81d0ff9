import { Entity } from '@backstage/catalog-model';
import { JsonObject } from '@backstage/types';
import {
  ACCOUNT,
  Bench,
  Scaffolder,
  shippedTemplate,
  SHOP_ROLE,
  shopRequest,
  shopRole,
  startBench,
  userAccessTemplate,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

const TEMPLATE = { templateRef: 'template:default/personalize-user-access' };
const OPERATORS = 'personalize-shop-operators';

let bench: Bench;
let portal: Scaffolder;

beforeAll(async () => {
  bench = await startBench();
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

beforeEach(async () => {
  portal = await bench.startPortal();
  await portal.runAction('personalize:create-role', shopRole);
  bench.endpoint.clear();
});

afterEach(async () => {
  await bench.restore();
});

const policyArn = (preset: string) =>
  `arn:aws:iam::${ACCOUNT}:policy/personalize/${SHOP_ROLE}-${preset}`;

const operators = {
  type: 'account-role',
  roleName: OPERATORS,
  users: ['dmitri'],
};
const analysts = { type: 'permission-set', name: 'ShopAnalysts' };

const access = (preset: string, ...principals: JsonObject[]): JsonObject => ({
  preset,
  principals,
});

const textOf = ({ output }: { output: { text?: { content: string }[] } }) =>
  output.text?.[0].content ?? '';

describe('the template for access of people', () => {
  it('gives it, and says how they sign in', async () => {
    const result = await portal.run(
      {
        ...shopRole,
        users: [
          access('model-builder', operators),
          access('read-only', analysts),
        ],
      },
      TEMPLATE,
    );

    expect(result.status).toBe('completed');
    const { roles, people } = await bench.state();
    expect(roles[OPERATORS].attached).toEqual([policyArn('model-builder')]);
    expect(people.permissionSets.ShopAnalysts.references).toEqual([
      `/personalize/${SHOP_ROLE}-read-only`,
    ]);

    const text = textOf(result);
    expect(text).toContain('**Train models and run recommenders**');
    expect(text).toContain(
      `choose Switch role in the AWS console, and enter account ${ACCOUNT} and role \`personalize/${OPERATORS}\``,
    );
    expect(text).toContain(
      '- Permission set `ShopAnalysts`; nobody has it yet',
    );
    expect(text).toContain(`- Created \`${policyArn('model-builder')}\``);
  });

  it('changes nothing when run again', async () => {
    const values = { ...shopRole, users: [access('read-only', operators)] };
    await portal.run(values, TEMPLATE);
    const before = await bench.state();

    expect(textOf(await portal.run(values, TEMPLATE))).toContain(
      'No changes needed.',
    );
    expect(await bench.state()).toEqual(before);
  });

  it('adds people, and leaves everybody else what they have', async () => {
    await portal.run(
      {
        ...shopRole,
        users: [access('read-only', operators)],
      },
      TEMPLATE,
    );
    const before = await bench.state();
    const result = await portal.run(
      { ...shopRole, users: [access('runtime', analysts)] },
      TEMPLATE,
    );

    const { roles, policies, people } = await bench.state();
    expect(roles).toEqual(before.roles);
    expect(policies[policyArn('read-only')]).toEqual(
      before.policies[policyArn('read-only')],
    );
    expect(people.permissionSets.ShopAnalysts.references).toEqual([
      `/personalize/${SHOP_ROLE}-runtime`,
    ]);
    expect(textOf(result)).not.toContain('- Removed');
  });

  it.each<[string, JsonObject]>([
    ['a parameter that there isn’t', { adopt: true }],
    ['what only the form shows', { limits: null }],
    ['an empty list', { users: [] }],
    ['no list', { users: undefined }],
    ['a preset that there isn’t', { users: [access('owner', operators)] }],
    ['a preset for nobody', { users: [access('read-only')] }],
    [
      'a kind that there isn’t',
      { users: [access('runtime', { type: 'key' })] },
    ],
    [
      'a kind without what it needs',
      { users: [access('runtime', { type: 'group' })] },
    ],
  ])('refuses %s', async (_what, fields) => {
    const { status } = await portal.create(
      { ...shopRole, users: [access('read-only', operators)], ...fields },
      TEMPLATE,
    );

    expect(status).toBe(400);
    expect(bench.endpoint.calls()).toEqual([]);
  });
});

describe('the main template', () => {
  it('gives people access in the same run, and says how they sign in', async () => {
    const result = await portal.run({
      ...shopRequest,
      users: [access('data-engineer', operators)],
    });

    expect(result.status).toBe('completed');
    const { roles } = await bench.state();
    expect(roles[OPERATORS].attached).toEqual([policyArn('data-engineer')]);
    expect(textOf(result)).toContain('**Import, export and delete data**');
    expect(result.output).toMatchObject({ passed: true });
    expect(textOf(result)).toMatch(
      /### What we checked\n\n\*\*All \d+ checks passed\.\*\*/,
    );
    expect(textOf(result)).toContain(
      `- Created \`${policyArn('data-engineer')}\``,
    );
  });

  it('takes it away when nobody is on the list any more', async () => {
    await portal.run({
      ...shopRequest,
      users: [access('data-engineer', operators)],
    });
    const result = await portal.run(shopRequest);

    expect(result.status).toBe('completed');
    expect((await bench.state()).roles[OPERATORS]).toBeUndefined();
    expect(textOf(result)).not.toContain('how they sign in');
    expect(textOf(result)).toContain(
      `- Removed \`${policyArn('data-engineer')}\``,
    );
  });

  it('refuses what only the form shows', async () => {
    const { status } = await portal.create({ ...shopRequest, limits: null });

    expect(status).toBe(400);
  });
});

it('both templates ask for people in the same way', () => {
  expect(usersOf(userAccessTemplate)).toEqual({
    ...usersOf(shippedTemplate),
    // To take everything away is what a whole set-up may ask for.
    minItems: 1,
    errorMessage: expect.anything(),
  });
});

function usersOf({ spec }: Entity): JsonObject | undefined {
  const pages: { properties: { users?: JsonObject } }[] =
    Object(spec).parameters;
  return pages.find(({ properties }) => properties.users)?.properties.users;
}
