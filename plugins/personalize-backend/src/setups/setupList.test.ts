import {
  AuthorizeResult,
  PermissionCondition,
  PermissionCriteria,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  personalizeSetupReadPermission,
  SETUP_STATUSES,
  SetupFilter,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  createPersonalizeConditionalDecision,
  permits,
  personalizeConditions,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { Knex } from 'knex';
import { migratedDatabase, testDatabases } from '../__testUtils__/databases';
import { ACCOUNT, ANA } from '../__testUtils__/ledgers';
import {
  openSetups,
  ORDERS,
  RECO,
  registration,
  roleNumber,
} from '../__testUtils__/setups';
import { DatabaseSetups } from './databaseSetups';
import { statusColumns } from '../record/storage';

const OTHER_ACCOUNT = '444455556666';
const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };

const { isInAccount, isOwnedBy, isSetup, grantsOnlyTo } = personalizeConditions;

type Conditions = PermissionCriteria<PermissionCondition<'personalize-setup'>>;

const decided = (conditions: Conditions) =>
  createPersonalizeConditionalDecision(
    personalizeSetupReadPermission,
    conditions,
  );

const names = (items: { name: string }[]) => items.map(({ name }) => name);

// Leaves time for busy machines.
jest.setTimeout(300_000);

const databases = testDatabases();

describe.each(databases.eachSupportedId())('the list on %s', databaseId => {
  let database: Knex;
  let setups: DatabaseSetups;
  let prove: Awaited<ReturnType<typeof openSetups>>['prove'];
  let count = 0;

  /** Registers a set-up with a role that no other set-up has. */
  async function add(
    name: string,
    {
      accountId = ACCOUNT,
      owner = RECO,
      title = undefined as string | undefined,
    } = {},
  ): Promise<void> {
    count += 1;
    await setups.register(
      registration({
        name,
        owner,
        ...(title ? { title } : {}),
        role: { ...roleNumber(count), accountId },
      }),
      ANA,
    );
  }

  const list = (
    filter: SetupFilter = {},
    decision: PolicyDecision = ALLOW,
    page: { limit: number; cursor?: string } = { limit: 20 },
  ) => setups.list(filter, decision, page);

  /** The names in the list, sorted. */
  const found = async (filter: SetupFilter) =>
    names((await list(filter)).items).sort();

  beforeEach(async () => {
    database = await migratedDatabase(databases, databaseId);
    ({ setups, prove } = await openSetups(database));
  });

  it('is empty where nothing is registered', async () => {
    expect(await list()).toEqual({ items: [], totalItems: 0 });
  });

  it('has what must be looked at first, then goes by name', async () => {
    for (const status of SETUP_STATUSES) {
      for (const suffix of ['b', 'A']) {
        const name = `${status}-${suffix}`;
        await add(name);
        await database('setups').where({ name }).update(statusColumns(status));
      }
    }

    expect(names((await list({}, ALLOW, { limit: 20 })).items)).toEqual(
      [
        'drifted',
        'failed',
        'unknown',
        'attention',
        'pending',
        'ok',
        'revoked',
      ].flatMap(status => [`${status}-A`, `${status}-b`]),
    );
  });

  it('comes in pages that together are the whole', async () => {
    for (const name of ['e', 'd', 'c', 'b', 'a']) {
      await add(name);
    }
    await database('setups')
      .where({ name: 'd' })
      .update(statusColumns('drifted'));
    const first = await list({}, ALLOW, { limit: 2 });
    const second = await list({}, ALLOW, {
      limit: 2,
      cursor: first.nextCursor,
    });
    const third = await list({}, ALLOW, {
      limit: 2,
      cursor: second.nextCursor,
    });

    expect([first, second, third].map(({ items }) => names(items))).toEqual([
      ['d', 'a'],
      ['b', 'c'],
      ['e'],
    ]);
    expect([first, second, third].map(({ totalItems }) => totalItems)).toEqual([
      5, 5, 5,
    ]);
    expect(third).not.toHaveProperty('nextCursor');
  });

  it('ends with the page that the last ones fill', async () => {
    await add('a');
    await add('b');

    expect(await list({}, ALLOW, { limit: 2 })).not.toHaveProperty(
      'nextCursor',
    );
  });

  it.each([
    'x',
    'bm8',
    '{}',
    ...['[1]', '[0.5,"a"]', '[1e400,"a"]', '[-1,"a"]', '[1,"\\u0000"]'].map(
      text => Buffer.from(text).toString('base64url'),
    ),
  ])('refuses the cursor %s, which no page gave', async cursor => {
    await expect(list({}, ALLOW, { limit: 2, cursor })).rejects.toMatchObject({
      name: 'InputError',
      message: expect.stringMatching(/^cursor: /),
    });
  });

  it('is limited to an account, an owner, a status, and owners that are gone', async () => {
    await add('one');
    await add('two', { accountId: OTHER_ACCOUNT });
    await add('three', { owner: ORDERS });
    await setups.setOwnerMissing('three', true);
    await prove('two', [], {
      ...roleNumber(count - 1),
      accountId: OTHER_ACCOUNT,
    });

    expect(await found({ accountId: OTHER_ACCOUNT })).toEqual(['two']);
    expect(await found({ owner: ORDERS })).toEqual(['three']);
    expect(await found({ status: 'ok' })).toEqual(['two']);
    expect(await found({ ownerMissing: true })).toEqual(['three']);
    expect(await found({ ownerMissing: false })).toEqual([
      'one',
      'three',
      'two',
    ]);
    expect(await found({ owner: RECO, status: 'pending' })).toEqual(['one']);
  });

  it('is searched in name, title, role, account and owner without regard to case', async () => {
    await add('Alpha', { title: 'Vorschläge GRÖSSE 100%' });
    await add('beta', { owner: ORDERS });
    await add('gamma', { accountId: OTHER_ACCOUNT, title: 'a_b' });

    expect(await found({ search: 'ALP' })).toEqual(['Alpha']);
    expect(await found({ search: 'grösse' })).toEqual(['Alpha']);
    expect(await found({ search: 'Orders' })).toEqual(['beta']);
    expect(await found({ search: '4444' })).toEqual(['gamma']);
    expect(await found({ search: `personalize-${count}` })).toEqual(['gamma']);
    expect(await found({ search: '' })).toHaveLength(3);
  });

  it.each([
    ['%', ['percent']],
    ['_', ['line']],
    ['!', ['mark']],
    ["'", ['quote']],
  ])('takes %s in a search as it is', async (search, expected) => {
    await add('percent', { title: '100%' });
    await add('line', { title: 'a_b' });
    await add('mark', { title: 'a!b' });
    await add('quote', { title: "a'b" });
    await add('plain');

    expect(await found({ search })).toEqual(expected);
  });

  describe('as a person may see it', () => {
    const here = isInAccount({ accountIds: [ACCOUNT] });
    const elsewhere = isInAccount({ accountIds: [OTHER_ACCOUNT, '0'] });
    const ours = isOwnedBy({ groups: ['Group:default/Recommendations'] });
    const people = grantsOnlyTo({ principalTypes: ['group'] });
    const noRule: PermissionCondition<'personalize-setup'> = {
      resourceType: 'personalize-setup',
      rule: 'IS_NICE',
      params: {},
    };

    beforeEach(async () => {
      await add('here');
      await add('elsewhere', { accountId: OTHER_ACCOUNT });
      await add('theirs', { owner: ORDERS });
      await add('Theirs-elsewhere', {
        accountId: OTHER_ACCOUNT,
        owner: ORDERS,
      });
    });

    it('is empty where the policy denies', async () => {
      expect(await list({}, { result: AuthorizeResult.DENY })).toEqual({
        items: [],
        totalItems: 0,
      });
    });

    it('holds what is permitted alone, and counts nothing else', async () => {
      const { items, totalItems } = await list({}, decided(here));

      expect(names(items)).toEqual(['here', 'theirs']);
      expect(totalItems).toBe(2);
    });

    it('limits what a filter finds', async () => {
      const { items } = await list({ owner: ORDERS }, decided(here));

      expect(names(items)).toEqual(['theirs']);
    });

    it.each<[string, Conditions]>([
      ['an account', here],
      ['accounts', elsewhere],
      ['no account', isInAccount({ accountIds: [] })],
      ['an owner', ours],
      ['a set-up', isSetup({ names: ['here', 'Theirs-elsewhere'] })],
      ['a set-up in other letters', isSetup({ names: ['HERE'] })],
      ['both of two', { allOf: [here, ours] }],
      ['one of two', { anyOf: [elsewhere, ours] }],
      ['not an owner', { not: ours }],
      ['not both', { not: { allOf: [here, ours] } }],
      ['not one of none', { not: isSetup({ names: [] }) }],
      ['how people are reached', people],
      ['not how people are reached', { not: people }],
      ['how people are reached or an account', { anyOf: [people, here] }],
      ['how people are reached and an account', { allOf: [people, here] }],
      ['not (people and an account)', { not: { allOf: [people, here] } }],
      ['a rule that there isn’t', noRule],
      ['not a rule that there isn’t', { not: noRule }],
      ['parameters of no use', { ...here, params: { accountIds: ACCOUNT } }],
      ['not those', { not: { ...here, params: undefined } }],
      ['a quote', isSetup({ names: ["' or 1 = 1 --", '?'] })],
    ])('agrees with what each is judged by: %s', async (_what, conditions) => {
      const decision = decided(conditions);
      const all = await list();
      const judged = all.items.filter(({ accountId, region, owner, name }) =>
        permits(decision, { accountId, region, owners: [owner], setup: name }),
      );

      expect(names((await list({}, decision)).items)).toEqual(names(judged));
    });

    it('is empty for a decision on another kind of resource', async () => {
      const decision: PolicyDecision = {
        result: AuthorizeResult.CONDITIONAL,
        pluginId: 'catalog',
        resourceType: 'catalog-entity',
        conditions: { not: { ...elsewhere, resourceType: 'catalog-entity' } },
      };

      expect((await list({}, decision)).items).toEqual([]);
    });
  });
});
