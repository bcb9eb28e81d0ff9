import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  RequestedAccess,
  ownedSid,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { migratedDatabase, testDatabases } from '../__testUtils__/databases';
import {
  ANA,
  BUCKET,
  bucketChange,
  openLedger,
  OTHER_ROLE,
  policy,
  ROLE,
  RUN,
} from '../__testUtils__/ledgers';
import {
  found,
  looked,
  openSetups,
  ORDERS,
  RECO,
  registration,
} from '../__testUtils__/setups';

const databases = testDatabases();
jest.setTimeout(300_000);

const ASKED: RequestedAccess = {
  kms: {
    keys: [{ keyId: 'alias/reco', workflows: ['import'] }],
    sourceConditions: 'none',
  },
};
const ROLE_IN_AWS = { ...ROLE, partition: 'aws' } as const;
const HOUR_MS = 60 * 60 * 1000;
const READERS = {
  kind: 'role',
  accountId: ROLE.accountId,
  name: 'readers',
} as const;

/** Numbers that look random but are the same in each run. */
function sequence(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

describe.each(databases.eachSupportedId())('the record on %s', id => {
  let database: Knex;
  let portal: Awaited<ReturnType<typeof openSetups>>;

  beforeEach(async () => {
    database = await migratedDatabase(databases, id);
    portal = await openSetups(database);
  });

  const rebuild = async () => {
    const { ledger } = await openLedger(database);
    return database.transaction(trx => ledger.rebuild(trx));
  };

  const problems = async () => (await portal.ledger.verify()).problems;

  async function setUp() {
    await portal.setups.register(registration({ holders: [READERS] }), ANA);
    await portal.apply(
      bucketChange(undefined, policy(ownedSid('S3', ROLE_IN_AWS, BUCKET, ''))),
    );
    await portal.setups.recordRequestedAccess({
      ...(await portal.begun()),
      person: ANA,
      asked: ASKED,
    });
    await portal.prove('reco', [found('a', 'passed')]);
  }

  it.each([
    ['setups', { owner: ORDERS }, 'reco'],
    ['setups', { baseline: '{}' }, 'reco'],
    ['setups', { status: 'pending' }, 'reco'],
    ['setups', { accepted: '[{"id":"a"}]' }, 'reco'],
    ['claims', { owner: ORDERS }, 'role/'],
    ['asked', { access: '{"keys":[]}' }, 'personalize-reco'],
    ['ledger_written', { written: 'x' }, BUCKET],
  ])('finds a row of %s that says %j', async (table, edit, key) => {
    await setUp();
    expect(await problems()).toEqual([]);
    await database(table).update(edit);

    expect(await problems()).toContainEqual({
      seq: 0,
      kind: 'projection',
      message: expect.stringMatching(
        new RegExp(`^Row ".*${key}.*" of the table ${table} `),
      ),
    });
    expect(await rebuild()).toBeGreaterThan(0);
    expect(await problems()).toEqual([]);
  });

  it.each(['setups', 'claims', 'asked', 'ledger_written'])(
    'finds a row of %s that is gone, and one that was put there',
    async table => {
      await setUp();
      const all = await database(table);
      await database(table).delete();
      expect((await problems())[0].message).toContain(
        'is missing, but follows from',
      );

      const [first] = all;
      const key = {
        setups: { name_lower: 'mine', account_id: '999999999999' },
        claims: { subject: 'role/1/mine' },
        asked: { region: 'eu-west-1' },
        ledger_written: { resource: 'mine' },
      }[table];
      await database(table).insert([...all, { ...first, ...key }]);
      expect(await problems()).toEqual([
        expect.objectContaining({
          message: expect.stringContaining('follows from none of'),
        }),
      ]);
    },
  );

  it('decides on signed entries who may write, whatever the table of claims says', async () => {
    await setUp();
    await database('claims').update({ owner: ORDERS });

    const refusal = {
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(
        /The portal can't prove who may act on role .*personalize-ledger verify/,
      ),
    };
    const write = portal.setups.openIntent(
      {
        leaseId: 'lease',
        claimSeq: 1,
        role: ROLE,
        run: RUN,
        change: bucketChange(undefined, policy('Theirs')),
      },
      ANA,
      async () => undefined,
    );
    await expect(write).rejects.toMatchObject(refusal);
    await expect(portal.setups.roleRecord(ROLE)).rejects.toMatchObject(refusal);
    await expect(
      portal.setups.register(
        registration({
          name: 'orders',
          owner: ORDERS,
          role: OTHER_ROLE,
          holders: [READERS],
        }),
        ANA,
      ),
    ).rejects.toMatchObject(refusal);
  });

  it('takes no claim from an older entry, which says who had it before', async () => {
    await setUp();
    const { claimSeq } = await portal.begun();
    await portal.setups.register(
      registration({ owner: ORDERS, claimSeq }),
      ANA,
    );
    await database('claims').update({ owner: RECO, seq: 1 });

    await expect(portal.setups.roleRecord(ROLE)).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
  });

  it('takes nothing from an entry that was altered', async () => {
    await setUp();
    const [{ payload }] = await database('ledger_entries').where({ seq: 1 });
    await database('ledger_entries')
      .where({ seq: 1 })
      .update({ payload: payload.replaceAll(RECO, ORDERS) });

    await expect(portal.setups.roleRecord(ROLE)).rejects.toThrow(
      'entry 1 of the ledger was altered',
    );
    await rebuild();
    expect(await database('setups')).toEqual([]);
  });

  it('forgets what was only observed, when it is built again', async () => {
    await setUp();
    await portal.setups.recordCheck(
      'reco',
      looked('drifted', found('a', 'failed')),
    );
    await portal.setups.claimNotification('reco', 'drifted');
    await portal.setups.setOwnerMissing('reco', true);

    expect(await rebuild()).toBe(0);

    expect(await portal.setups.byName('reco')).toMatchObject({
      item: { status: 'ok', ownerMissing: false, failing: [] },
      findings: [],
      baseline: { broken: [], foreign: [], adopted: [] },
    });
    expect(await database('setups').pluck('notified_status')).toEqual(['ok']);
  });

  it('keeps what was accepted until it lapses, by a transfer, too', async () => {
    await setUp();
    const finding = { id: 'a', fingerprint: 'f', reason: 'known' };
    const until = new Date(Date.now() + 60_000).toISOString();
    await portal.setups.accept(
      { name: 'reco', owner: RECO },
      { ...finding, until: '2001-01-01T00:00:00.000Z' },
      ANA,
    );
    expect(await portal.setups.byName('reco')).toMatchObject({ accepted: [] });
    await portal.setups.accept(
      { name: 'reco', owner: RECO },
      { ...finding, until },
      ANA,
    );
    expect(await portal.setups.byName('reco')).toMatchObject({
      accepted: [{ ...finding, until, person: ANA }],
    });

    const { claimSeq } = await portal.begun();
    await portal.setups.register(
      registration({ owner: ORDERS, claimSeq }),
      ANA,
    );
    expect(await portal.setups.byName('reco')).toMatchObject({ accepted: [] });
    expect(await problems()).toEqual([]);
  });

  it('gives claims up for which nothing was begun for a day', async () => {
    await setUp();
    await portal.setups.register(
      registration({ name: 'idle', role: OTHER_ROLE }),
      ANA,
    );
    expect(await portal.setups.releaseLapsed()).toEqual({
      names: [],
      failures: [],
    });

    await database('claims').update({ at: '2001-01-01T00:00:00.000Z' });
    // A claim's time is signed, too, so a forged time ends nothing.
    expect(await portal.setups.releaseLapsed()).toEqual({
      names: [],
      failures: [expect.stringContaining('ServiceUnavailableError')],
    });
    await rebuild();

    await portal.setups.releaseLapsed(new Date(Date.now() + 25 * HOUR_MS));
    expect(await portal.setups.byName('idle')).toBeUndefined();
    expect(await portal.setups.byName('reco')).toBeDefined();
    expect(portal.changed.at(-1)).toBe('idle');
    expect(await problems()).toEqual([]);
  });

  it('forgets a name that was another role’s before, and whose last entries were pruned', async () => {
    const { ledger, open } = await openLedger(database);
    await portal.setups.register(registration(), ANA);
    // Keeps the role's entries: nobody knows the outcome of the change.
    await open(bucketChange(undefined, policy('A')));
    await portal.setups.recordRevocation(
      'reco',
      { ...(await portal.begun()), kept: [] },
      ANA,
    );
    await portal.takeBack('reco', { role: OTHER_ROLE });

    await ledger.prune({ olderThanDays: -1 });
    expect(await portal.setups.byName('reco')).toBeUndefined();
    expect(await problems()).toEqual([]);
  });

  it.each([1, 2, 3, 4])(
    'is the same whether it is written entry by entry or built at once (%d)',
    async seed => {
      const next = sequence(seed);
      const { ledger, apply, open } = await openLedger(database);
      const roles = [ROLE, OTHER_ROLE, { ...ROLE, roleName: 'Third' }];
      const names = ['one', 'Two', 'three'];
      const left: string[] = [];
      const ofAny = () => ({
        name: names[next(3)],
        owner: [RECO, ORDERS][next(2)],
      });
      const attempt = async (work: () => Promise<unknown>) => {
        try {
          await work();
        } catch (error) {
          // Refusals also belong to the sequence.
          const { name } = Object(error);
          if (![ConflictError.name, NotFoundError.name].includes(name)) {
            throw error;
          }
        }
      };
      /**
       * The set-up of a role if it has one; otherwise a name that doesn't
       * exist.
       */
      const anySetup = async () => {
        const index = next(3);
        const { claim } = await portal.setups.roleRecord(roles[index]);
        return { name: claim?.name ?? names[index], role: roles[index] };
      };
      const steps: (() => Promise<unknown>)[] = [
        async () =>
          portal.setups.register(
            registration({
              ...(await portal.begun(roles[next(3)])),
              name: names[next(3)],
              owner: [RECO, ORDERS][next(2)],
              run: { taskId: `task-${next(3)}` },
              holders: [[READERS], []][next(2)],
              adopts: next(2) === 0,
            }),
            ANA,
          ),
        async () =>
          portal.setups.claim(
            {
              ...(await portal.begun(roles[next(3)])),
              holders: [READERS],
              claimsRole: next(2) === 0,
            },
            ANA,
          ),
        async () => {
          const role = roles[next(3)];
          const bucket = `arn:aws:s3:::bucket-${next(2)}`;
          await apply(
            bucketChange(
              [undefined, policy('A')][next(2)],
              policy(
                [
                  'B',
                  ownedSid('S3', { ...role, partition: 'aws' }, bucket, ''),
                ][next(2)],
              ),
              bucket,
            ),
            undefined,
            role,
          );
        },
        async () => {
          left.push(
            await open(bucketChange(policy('A'), undefined), roles[next(3)]),
          );
        },
        async () => {
          const intentId = left.pop();
          if (intentId) {
            await ledger.closeIntent(intentId, {
              outcome: 'unknown',
              requests: [],
              message: '',
            });
          }
        },
        async () =>
          portal.setups.recordRequestedAccess({
            ...(await portal.begun(roles[next(3)])),
            person: ANA,
            asked: [ASKED, {}][next(2)],
            roleId: `AROA${next(2)}`,
          }),
        async () => {
          const { name, role } = await anySetup();
          return portal.prove(name, [found('a', 'passed')], role);
        },
        async () => {
          const { name, role } = await anySetup();
          return portal.setups.recordRevocation(
            name,
            {
              ...(await portal.begun(role)),
              kept: [
                [],
                [
                  {
                    resource: `arn:aws:iam::${ROLE.accountId}:role/personalize/Personalize-Reco`,
                    reason: 'r',
                  },
                ],
              ][next(2)],
            },
            ANA,
          );
        },
        () => portal.setups.discard(ofAny(), ANA),
        () =>
          portal.setups.accept(
            ofAny(),
            { id: 'a', fingerprint: 'f', reason: 'r', until: '2030-01-01' },
            ANA,
          ),
        () => ledger.prune({ olderThanDays: -1 }),
      ];
      for (let count = 0; count < 60; count++) {
        await attempt(steps[next(steps.length)]);
      }
      expect(await problems()).toEqual([]);

      expect(await rebuild()).toBe(0);
      expect(await problems()).toEqual([]);
    },
  );
});
