import { RegisterRequest } from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import {
  migratedDatabase,
  testDatabases,
  withSecondPool,
} from '../__testUtils__/databases';
import { ACCOUNT, ANA, OTHER_ROLE, ROLE } from '../__testUtils__/ledgers';
import {
  catalogEntity,
  openSetups,
  ORDERS,
  RECO,
  registration,
} from '../__testUtils__/setups';

const BEN = 'user:default/ben';
const LATER = { taskId: 'task-2' };
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/personalize/Personalize-Reco`;

// Leaves time for busy machines.
jest.setTimeout(300_000);

const databases = testDatabases();

describe.each(databases.eachSupportedId())('registering on %s', databaseId => {
  let database: Knex;
  let portal: Awaited<ReturnType<typeof openSetups>>;

  beforeEach(async () => {
    database = await migratedDatabase(databases, databaseId);
    portal = await openSetups(database);
  });

  it('makes an item of a set-up of which nothing was checked yet', async () => {
    const { item } = await portal.setups.register(
      registration({
        title: 'Recommendations',
        description: 'For the shop',
        system: 'system:default/shop',
      }),
      ANA,
    );

    expect(item).toEqual({
      name: 'reco',
      entityRef: 'resource:default/reco',
      title: 'Recommendations',
      description: 'For the shop',
      owner: RECO,
      ownerMissing: false,
      system: 'system:default/shop',
      partition: 'aws',
      accountId: ACCOUNT,
      region: 'us-east-1',
      roleName: 'Personalize-Reco',
      rolePath: '/personalize/',
      roleArn: ROLE_ARN,
      status: 'pending',
      taskId: 'task-1',
      requestedBy: ANA,
      registeredAt: expect.stringMatching(/^\d{4}-.*Z$/),
      failing: [],
      accepted: 0,
      updateAvailable: false,
      buckets: [],
      keys: [],
    });
    expect(await portal.setups.byName('reco')).toEqual({
      item,
      findings: [],
      accepted: [],
      pendingSince: expect.stringMatching(/^\d{4}-.*Z$/),
      range: { accountId: ACCOUNT, roleName: 'Personalize-Reco', after: 0 },
    });
    expect(portal.changed).toEqual(['reco']);
  });

  it('finds a set-up by name and by role without regard to case', async () => {
    await portal.setups.register(registration({ name: 'Reco' }), ANA);

    expect((await portal.setups.byName('rECO'))?.item.name).toBe('Reco');
    expect(
      await portal.setups.byRole({
        accountId: ACCOUNT,
        roleName: 'personalize-RECO',
      }),
    ).toMatchObject({ item: { name: 'Reco' } });
    expect(await portal.setups.byRole(OTHER_ROLE)).toBeUndefined();
  });

  it('takes over what is registered anew, and keeps how the set-up stands', async () => {
    await portal.setups.register(
      registration({ title: 'Old', system: 'system:default/shop' }),
      ANA,
    );
    await portal.prove('reco', []);
    const { item } = await portal.setups.register(
      registration({ name: 'RECO', title: 'New', run: LATER }),
      BEN,
    );

    expect(item).toMatchObject({
      name: 'reco',
      title: 'New',
      status: 'pending',
      appliedAt: expect.any(String),
      taskId: 'task-2',
      requestedBy: BEN,
    });
    expect(item).not.toHaveProperty('system');
    expect((await portal.setups.byName('reco'))?.item).toEqual(item);
  });

  it('records each run once', async () => {
    await portal.setups.register(registration(), ANA);
    await portal.setups.register(registration(), ANA);
    await portal.setups.register(registration({ run: LATER }), BEN);

    expect(await portal.history()).toEqual([
      {
        kind: 'registered',
        person: ANA,
        taskId: 'task-1',
        details: {
          name: 'reco',
          owner: RECO,
          region: 'us-east-1',
          rolePath: '/personalize/',
          roleName: 'Personalize-Reco',
          holders: [],
        },
      },
      expect.objectContaining({ person: BEN, taskId: 'task-2' }),
    ]);
  });

  it('records another owner', async () => {
    await portal.setups.register(registration(), ANA);
    await portal.setups.setOwnerMissing('reco', true);
    const { item } = await portal.setups.register(
      registration({ owner: ORDERS, claimSeq: 1 }),
      BEN,
    );

    expect(item).toMatchObject({ owner: ORDERS, ownerMissing: false });
    expect((await portal.history()).slice(1)).toEqual([
      {
        kind: 'transferred',
        person: BEN,
        taskId: 'task-1',
        details: { name: 'reco', from: RECO, to: ORDERS },
      },
      expect.objectContaining({ kind: 'registered', person: BEN }),
    ]);
  });

  it.each<[string, Partial<RegisterRequest>, boolean]>([
    ['the same by another run', { run: LATER }, false],
    ['another owner', { owner: ORDERS, claimSeq: 1 }, true],
    ['a title', { title: 'Shop' }, true],
    ['another request', { requested: { kms: [] } }, true],
  ])('tells whether %s is anything new', async (_what, more, changed) => {
    expect(await portal.setups.register(registration(), ANA)).toMatchObject({
      changed: true,
    });
    for (const dryRun of [true, false]) {
      expect(
        await portal.setups.register(registration({ ...more, dryRun }), BEN),
      ).toMatchObject({ changed });
    }
  });

  it('writes nothing in a dry run', async () => {
    const { item } = await portal.setups.register(
      registration({ dryRun: true }),
      ANA,
    );

    expect(item.name).toBe('reco');
    expect(await portal.setups.byName('reco')).toBeUndefined();
    expect(await portal.history()).toEqual([]);
    expect(portal.changed).toEqual([]);
  });

  it.each([true, false])(
    'refuses a name that another role has, naming its owner (dry run: %s)',
    async dryRun => {
      await portal.setups.register(registration(), ANA);

      await expect(
        portal.setups.register(
          registration({ name: 'Reco', role: OTHER_ROLE, dryRun }),
          BEN,
        ),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        message: `name: "Reco" is a set-up of ${RECO} for another role; choose another name`,
      });
    },
  );

  it('refuses a role that another set-up has, naming it and its owner', async () => {
    await portal.setups.register(registration(), ANA);

    await expect(
      portal.setups.register(
        registration({
          name: 'shop',
          role: { ...ROLE, roleName: 'personalize-reco' },
        }),
        BEN,
      ),
    ).rejects.toThrow(
      `name: role Personalize-Reco in account ${ACCOUNT} is the set-up "reco" of ${RECO}, and a role belongs to one set-up; use that name, or another role`,
    );
  });

  it('keeps when it was registered first', async () => {
    const {
      item: { registeredAt },
    } = await portal.setups.register(registration(), ANA);
    await database('setups').update({
      registered_at: '2001-01-01T00:00:00.000Z',
    });
    const { item: again } = await portal.setups.register(
      registration({ run: LATER }),
      ANA,
    );
    expect(again.registeredAt).toBe('2001-01-01T00:00:00.000Z');

    await portal.takeBack('reco');
    const { item: anew } = await portal.setups.register(
      registration({ run: LATER }),
      ANA,
    );
    expect(anew.registeredAt >= registeredAt).toBe(true);
  });

  it.each(['aws-s3-reco', 'AWS-cn-kms-1'])(
    'refuses the name %s, which a bucket or key could have in the catalog',
    async name => {
      await expect(
        portal.setups.register(registration({ name }), ANA),
      ).rejects.toThrow(/^name: .* catalog name of a bucket or key/);
    },
  );

  it('refuses another Region', async () => {
    await portal.setups.register(registration(), ANA);

    await expect(
      portal.setups.register(
        registration({ role: { ...ROLE, region: 'eu-west-1' } }),
        ANA,
      ),
    ).rejects.toThrow(/^region: the set-up "reco" of .* is for us-east-1/);
  });

  it.each([
    [ORDERS, `of ${ORDERS}`],
    [undefined, 'which has no owner'],
  ])(
    'refuses a name that something else in the catalog has, of %s',
    async (owner, told) => {
      portal.catalog.set('resource:default/reco', catalogEntity(owner));

      await expect(
        portal.setups.register(registration({ name: 'Reco' }), ANA),
      ).rejects.toThrow(
        `name: the catalog already has another resource:default/reco, ${told}; choose another name`,
      );
    },
  );

  it('refuses a name that the entity of another role has in the catalog', async () => {
    portal.catalog.set(
      'resource:default/reco',
      catalogEntity(ORDERS, `${ROLE_ARN}-2`),
    );

    await expect(portal.setups.register(registration(), ANA)).rejects.toThrow(
      ORDERS,
    );
  });

  it('knows its own entity in the catalog', async () => {
    portal.catalog.set(
      'resource:default/reco',
      catalogEntity(RECO, ROLE_ARN.toUpperCase()),
    );

    await expect(
      portal.setups.register(registration(), ANA),
    ).resolves.toMatchObject({ item: { name: 'reco' } });
  });

  describe('the name of a set-up that was taken back', () => {
    it('is the same role’s again, with a history of its own', async () => {
      await portal.takeBack('reco');
      const { item } = await portal.setups.register(
        registration({ run: LATER }),
        ANA,
      );
      const setup = await portal.setups.byName('reco');

      expect(item.status).toBe('pending');
      expect(item).not.toHaveProperty('revokedAt');
      expect(setup?.range).toEqual({
        accountId: ACCOUNT,
        roleName: 'Personalize-Reco',
        after: 2,
      });
      expect(await portal.history(setup?.range)).toEqual([
        expect.objectContaining({ kind: 'registered', taskId: 'task-2' }),
      ]);
    });

    it('is its owner’s, also for another role', async () => {
      portal.catalog.set(
        'resource:default/reco',
        catalogEntity(RECO, ROLE_ARN),
      );
      await portal.takeBack('reco');

      await expect(
        portal.setups.register(registration({ role: OTHER_ROLE }), ANA),
      ).resolves.toMatchObject({ item: { roleName: 'personalize-shop' } });
    });

    it('is nobody else’s as long as the catalog shows it', async () => {
      await portal.takeBack('reco');

      await expect(
        portal.setups.register(registration({ owner: ORDERS }), BEN),
      ).rejects.toThrow(
        /^name: "reco" was the set-up of group:default\/recommendations, was removed and stays in the catalog until \d{4}-\d\d-\d\d; choose another name$/,
      );
    });

    it('is anybody’s afterwards', async () => {
      await portal.takeBack('reco');
      await database('setups').update({
        revoked_at: '2001-01-01T00:00:00.000Z',
      });

      await expect(
        portal.setups.register(
          registration({ owner: ORDERS, role: OTHER_ROLE }),
          BEN,
        ),
      ).resolves.toMatchObject({ item: { owner: ORDERS } });
    });

    it('leaves the role to any other name', async () => {
      await portal.takeBack('reco');
      await portal.setups.register(registration({ name: 'shop' }), ANA);

      expect((await portal.setups.byRole(ROLE))?.item.name).toBe('shop');
      expect((await portal.setups.byName('reco'))?.item.status).toBe('revoked');
    });
  });

  it('gives a name to one of several roles that ask at once, from two processes', async () => {
    await withSecondPool(database, async second => {
      const others = portal.setupsOn(second);
      const results = await Promise.allSettled(
        Array.from({ length: 6 }, (_, index) =>
          (index % 2 ? portal.setups : others).register(
            registration({
              role: { ...ROLE, roleName: `personalize-${index}` },
            }),
            ANA,
          ),
        ),
      );
      const refusals = results.flatMap(result =>
        result.status === 'rejected' ? [String(result.reason)] : [],
      );

      expect(refusals).toHaveLength(5);
      expect(refusals).toEqual(
        refusals.map(() =>
          expect.stringMatching(/^ConflictError: name: "reco" is a set-up/),
        ),
      );
    });
  });

  it('gives a role to one of several names that ask at once, from two processes', async () => {
    await withSecondPool(database, async second => {
      const others = portal.setupsOn(second);
      const results = await Promise.allSettled(
        Array.from({ length: 6 }, (_, index) =>
          (index % 2 ? portal.setups : others).register(
            registration({ name: `reco-${index}` }),
            ANA,
          ),
        ),
      );
      const refusals = results.flatMap(result =>
        result.status === 'rejected' ? [String(result.reason)] : [],
      );

      expect(refusals).toHaveLength(5);
      expect(refusals).toEqual(
        refusals.map(() =>
          expect.stringMatching(/^ConflictError: name: role Personalize-Reco/),
        ),
      );
    });
  });
});
