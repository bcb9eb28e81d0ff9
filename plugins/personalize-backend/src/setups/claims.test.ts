import { Knex } from 'knex';
import { migratedDatabase, testDatabases } from '../__testUtils__/databases';
import {
  ACCOUNT,
  ANA,
  bucketChange,
  OTHER_ROLE,
  policy,
  ROLE,
  RUN,
} from '../__testUtils__/ledgers';
import {
  found,
  openSetups,
  ORDERS,
  RECO,
  registration,
} from '../__testUtils__/setups';

const BEN = 'user:default/ben';
const ANOTHER_RUN = { taskId: 'task-2' };
const READERS = {
  kind: 'role',
  accountId: ACCOUNT,
  name: 'Readers',
} as const;
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/personalize/Personalize-Reco`;
const READERS_ARN = `arn:aws:iam::${ACCOUNT}:role/Readers`;
const DAY_MS = 24 * 60 * 60 * 1000;

// Leaves time for busy machines.
jest.setTimeout(60_000);

const databases = testDatabases();

describe.each(databases.eachSupportedId())('claims on %s', databaseId => {
  let database: Knex;
  let portal: Awaited<ReturnType<typeof openSetups>>;

  beforeEach(async () => {
    database = await migratedDatabase(databases, databaseId);
    portal = await openSetups(database);
  });

  const claimOf = async (role = ROLE) =>
    (await portal.setups.roleRecord(role)).claim;

  /** The seq of a role's claim, as an attempt that starts now sees it. */
  const seen = async (role = ROLE) => (await claimOf(role))?.seq ?? 0;

  const claim = (
    more: Partial<Parameters<typeof portal.setups.claim>[0]> = {},
    person = ANA,
  ) =>
    portal.setups.claim(
      {
        role: ROLE,
        run: RUN,
        claimSeq: 0,
        holders: [],
        claimsRole: true,
        ...more,
      },
      person,
    );

  const ask = (claimSeq: number) =>
    portal.setups.recordRequestedAccess({
      role: ROLE,
      claimSeq,
      run: RUN,
      person: ANA,
      asked: {},
      roleId: 'AROA1',
    });

  const report = async (more: { claimSeq?: number; since?: number } = {}) =>
    portal.setups.report('reco', {
      role: ROLE,
      claimSeq: await seen(),
      since: await portal.ledger.lastSeq(),
      run: RUN,
      person: ANA,
      findings: [found('a', 'passed')],
      isAdopted: false,
      ...more,
    });

  const revoke = (claimSeq: number, kept: string[] = []) =>
    portal.setups.recordRevocation(
      'reco',
      {
        role: ROLE,
        claimSeq,
        run: RUN,
        kept: kept.map(resource => ({ resource, reason: 'others use it' })),
      },
      ANA,
    );

  const gone = expect.objectContaining({ name: 'ConflictError' });
  const belongsTo = (owner: string) =>
    expect.objectContaining({
      name: 'ConflictError',
      message: expect.stringContaining(`belongs to ${owner} (reco)`),
    });

  describe('of a role that others claimed since the attempt looked', () => {
    it.each([false, true])(
      'stay theirs when it is registered (dry run: %s)',
      async dryRun => {
        await portal.setups.register(registration(), ANA);
        const before = await portal.history();

        await expect(
          portal.setups.register(registration({ owner: ORDERS, dryRun }), BEN),
        ).rejects.toEqual(belongsTo(RECO));
        expect(await portal.history()).toEqual(before);
      },
    );

    it('are the owner’s or the person’s who registers it all the same', async () => {
      await claim();
      await portal.setups.register(registration(), ANA);
      await portal.setups.register(registration({ run: ANOTHER_RUN }), BEN);

      expect(await claimOf()).toMatchObject({ owner: RECO });
    });

    it('aren’t handed out', async () => {
      await portal.setups.register(registration(), ANA);

      await expect(claim({}, BEN)).rejects.toEqual(belongsTo(RECO));
      expect(await claim({ claimSeq: await seen() }, BEN)).toMatchObject({
        owner: RECO,
      });
    });

    it('give the new owner nothing of what was asked for the former one', async () => {
      await portal.setups.register(registration(), ANA);
      const claimSeq = await seen();
      await portal.setups.register(
        registration({ owner: ORDERS, claimSeq }),
        ANA,
      );

      await expect(
        claim({ claimSeq, claimsRole: false, holders: [READERS] }),
      ).rejects.toEqual(belongsTo(ORDERS));
      expect(await database('claims')).toHaveLength(1);
    });
  });

  it('are a person’s in lower case, as owners are compared', async () => {
    const { owner, seq } = await claim({}, 'User:default/Ana');
    expect(owner).toBe(ANA);

    expect(await claim({}, 'User:default/Ana')).toMatchObject({ seq });
    await portal.setups.register(registration(), 'User:default/Ana');
    expect(await claimOf()).toMatchObject({ owner: RECO });
  });

  describe('that changed since a run began', () => {
    let began: number;

    beforeEach(async () => {
      await portal.setups.register(registration(), ANA);
      began = await seen();
    });

    const transfer = async () =>
      portal.setups.register(
        registration({ owner: ORDERS, claimSeq: began }),
        ANA,
      );

    it.each<[string, () => Promise<unknown>]>([
      ['asked for', () => ask(began)],
      ['proven', () => report({ claimSeq: began })],
      ['taken back', () => revoke(began)],
    ])('let nothing be recorded as %s', async (_what, record) => {
      await transfer();
      const last = await portal.ledger.lastSeq();

      await expect(record()).rejects.toEqual(belongsTo(ORDERS));
      expect(await portal.ledger.lastSeq()).toBe(last);
    });

    it('let nothing be recorded for a role that is taken back', async () => {
      await revoke(began);

      await expect(ask(began)).rejects.toEqual(gone);
      await expect(report({ claimSeq: began })).rejects.toEqual(gone);
    });

    it('aren’t proven by, or taken back as, another role’s', async () => {
      await portal.setups.register(
        registration({ name: 'shop', role: OTHER_ROLE }),
        ANA,
      );
      const theirs = { role: OTHER_ROLE, claimSeq: await seen(OTHER_ROLE) };

      await expect(
        portal.setups.recordRevocation(
          'reco',
          { ...theirs, run: RUN, kept: [] },
          ANA,
        ),
      ).rejects.toMatchObject({ name: 'NotFoundError' });
      await expect(
        portal.setups.report('reco', {
          ...theirs,
          since: await portal.ledger.lastSeq(),
          run: RUN,
          person: ANA,
          findings: [],
          isAdopted: false,
        }),
      ).rejects.toMatchObject({ name: 'NotFoundError' });
      expect(await claimOf()).toMatchObject({ state: 'active' });
    });
  });

  describe('a proof', () => {
    beforeEach(async () => {
      await portal.setups.register(registration(), ANA);
    });

    it('knows from the run’s changes where it began to read', async () => {
      expect(await portal.setups.runChanges(ROLE, RUN.taskId)).toMatchObject({
        since: await portal.ledger.lastSeq(),
      });
    });

    it.each<[string, () => Promise<unknown>]>([
      [
        'began to change something',
        () =>
          portal.open(bucketChange(undefined, policy('A')), ROLE, ANOTHER_RUN),
      ],
      [
        'registered',
        () => portal.setups.register(registration({ run: ANOTHER_RUN }), ANA),
      ],
    ])(
      'isn’t recorded where another run %s since',
      async (_what, meanwhile) => {
        const since = await portal.ledger.lastSeq();
        await meanwhile();

        await expect(report({ since })).rejects.toMatchObject({
          name: 'ConflictError',
          message: expect.stringContaining('task-2'),
        });
        expect((await portal.setups.byName('reco'))?.item.status).toBe(
          'pending',
        );
        expect(await report()).toEqual({ status: 'ok' });
      },
    );

    it('isn’t recorded where a change of another run came to its end since', async () => {
      const intentId = await portal.open(
        bucketChange(undefined, policy('A')),
        ROLE,
        ANOTHER_RUN,
      );
      const since = await portal.ledger.lastSeq();
      await portal.ledger.closeIntent(intentId, {
        outcome: 'applied',
        requests: [],
      });

      await expect(report({ since })).rejects.toEqual(gone);
    });

    it('is recorded where the same run, or one for another role, went on', async () => {
      const since = await portal.ledger.lastSeq();
      await portal.apply(bucketChange(undefined, policy('A')));
      await portal.setups.register(
        registration({ name: 'shop', role: OTHER_ROLE, run: ANOTHER_RUN }),
        ANA,
      );

      expect(await report({ since })).toEqual({ status: 'ok' });
    });
  });

  it('are made for a role under the name that a revoked set-up had', async () => {
    const name = `${OTHER_ROLE.roleName}-${ACCOUNT}`;
    await portal.takeBack(name);
    await claim({ role: OTHER_ROLE });

    await expect(
      portal.setups.register(registration({ name }), ANA),
    ).rejects.toThrow(/^name: .* a role of .* without a set-up/);
  });

  describe('that a forced revoke reserved', () => {
    beforeEach(async () => {
      await portal.setups.register(registration({ holders: [READERS] }), ANA);
      await ask(await seen());
      await revoke(await seen(), [`${ROLE_ARN}#inline-policy/x`, READERS_ARN]);
    });

    const reserved = [
      expect.objectContaining({
        owner: RECO,
        name: 'reco',
        state: 'reserved',
        role_id: 'AROA1',
      }),
      expect.objectContaining({ owner: RECO, state: 'reserved' }),
    ];
    const inTable = () => database('claims').orderBy('subject');

    it.each<[string, () => Promise<unknown>]>([
      [
        'it is discarded',
        () => portal.setups.discard({ name: 'reco', owner: RECO }, ANA),
      ],
      [
        'it lapses',
        () => portal.setups.releaseLapsed(new Date(Date.now() + 2 * DAY_MS)),
      ],
    ])(
      'are reserved again when it is set up anew and %s',
      async (_how, end) => {
        await portal.setups.register(
          registration({ holders: [READERS], claimSeq: await seen() }),
          ANA,
        );
        expect(await claimOf()).toMatchObject({ state: 'active' });
        await end();

        expect(await inTable()).toEqual(reserved);
        await expect(
          portal.setups.register(
            registration({ name: 'orders', owner: ORDERS }),
            BEN,
          ),
        ).rejects.toThrow(`reserved for ${RECO}`);
        expect((await portal.ledger.verify()).problems).toEqual([]);
      },
    );

    it('are their last owner’s again when others adopted it in vain', async () => {
      await portal.setups.register(
        registration({ name: 'orders', owner: ORDERS, adopts: true }),
        BEN,
      );
      await portal.setups.discard({ name: 'orders', owner: ORDERS }, BEN);

      expect(await inTable()).toEqual(reserved);
    });
  });

  describe('on what people of other set-ups get access by', () => {
    const second = { name: 'second', role: OTHER_ROLE, holders: [READERS] };

    beforeEach(async () => {
      await portal.setups.register(registration({ holders: [READERS] }), ANA);
    });

    it('let no set-up that shares it go to another owner', async () => {
      await portal.setups.register(registration(second), ANA);

      await expect(
        portal.setups.register(
          registration({ owner: ORDERS, claimSeq: await seen() }),
          ANA,
        ),
      ).rejects.toMatchObject({
        name: 'ConflictError',
        message: expect.stringMatching(
          /^users: role readers in account .* belongs to group:default\/recommendations \(second\)/,
        ),
      });
      expect(await claimOf()).toMatchObject({ owner: RECO });
    });

    it('go with a set-up that alone has it', async () => {
      await portal.setups.register(
        registration({ owner: ORDERS, claimSeq: await seen() }),
        ANA,
      );

      expect(await database('claims').select('owner')).toEqual([
        { owner: ORDERS },
        { owner: ORDERS },
      ]);
    });
  });
});
