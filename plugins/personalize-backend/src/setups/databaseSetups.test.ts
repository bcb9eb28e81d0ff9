import {
  RequestedAccess,
  Change,
  Finding,
  ownedSid,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { migratedDatabase, testDatabases } from '../__testUtils__/databases';
import {
  ACCOUNT,
  ANA,
  BUCKET,
  bucketChange,
  lastSeq,
  OTHER_ROLE,
  policy,
  ROLE,
  RUN,
} from '../__testUtils__/ledgers';
import {
  found,
  looked,
  openSetups,
  RECO,
  registration,
  roleNumber,
} from '../__testUtils__/setups';

const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`;

const keyChange: Change = {
  part: 'kms',
  resource: KEY,
  operation: 'update',
  before: policy('Foreign'),
  after: policy(
    'Foreign',
    ownedSid('KmsService', { ...ROLE, partition: 'aws' }, KEY),
  ),
};

const BUCKETS: RequestedAccess = {
  s3: {
    buckets: [{ bucket: 'reco-data', prefix: 'in/', workflows: ['import'] }],
    sourceConditions: 'if-present',
  },
};
const KEYS: RequestedAccess = {
  kms: {
    keys: [{ keyId: 'alias/reco', workflows: ['import'] }],
    sourceConditions: 'none',
  },
};

// Leaves time for busy machines.
jest.setTimeout(300_000);

const databases = testDatabases();

describe.each(databases.eachSupportedId())('set-ups on %s', databaseId => {
  let database: Knex;
  let portal: Awaited<ReturnType<typeof openSetups>>;

  beforeEach(async () => {
    database = await migratedDatabase(databases, databaseId);
    portal = await openSetups(database);
  });

  const item = async (name = 'reco') =>
    (await portal.setups.byName(name))?.item;

  const report = (...findings: Finding[]) => portal.prove('reco', findings);

  const ask = async (asked: RequestedAccess, role = ROLE) =>
    portal.setups.recordRequestedAccess({
      ...(await portal.begun(role)),
      person: ANA,
      asked,
    });

  /** A claim without a set-up. */
  const claimed = {
    role: ROLE,
    claimSeq: 0,
    run: RUN,
    holders: [],
    claimsRole: true,
  };

  const revoke = async (
    name = 'reco',
    kept: { resource: string; reason: string }[] = [],
  ) =>
    portal.setups.recordRevocation(
      name,
      { ...(await portal.begun()), kept },
      ANA,
    );

  const asked = async (role = ROLE) =>
    (await portal.setups.roleRecord(role)).asked;

  const askedEntries = () =>
    database('ledger_entries').where({ kind: 'asked' }).orderBy('seq');

  describe('a run’s proof', () => {
    beforeEach(async () => {
      await portal.setups.register(registration(), ANA);
    });

    it('makes a set-up ok where nothing asks for anything, and is what drift is judged by', async () => {
      const findings = [found('a', 'passed'), found('b', 'warning')];
      expect(await report(...findings)).toEqual({ status: 'ok' });
      const setup = await portal.setups.byName('reco');

      expect(setup).toMatchObject({
        item: { status: 'ok', failing: [] },
        findings,
        baseline: { broken: [], foreign: [], adopted: [] },
      });
      expect(setup?.item.checkedAt).toMatch(/^\d{4}-.*Z$/);
      expect(portal.changed).toEqual(['reco', 'reco']);
    });

    it.each(['failed', 'unknown'] as const)(
      'makes a set-up %s where something was',
      async outcome => {
        expect(await report(found('a', 'passed'), found('b', outcome))).toEqual(
          { status: outcome },
        );

        expect(await item()).toMatchObject({
          status: outcome,
          failing: [found('b', outcome)],
        });
      },
    );

    it('isn’t recorded for a set-up that there isn’t', async () => {
      await expect(portal.prove('shop', [])).rejects.toMatchObject({
        name: 'NotFoundError',
        message: expect.stringContaining('no set-up "shop"'),
      });
    });

    it('isn’t recorded for a set-up that was taken back', async () => {
      await revoke();

      await expect(report(found('a', 'passed'))).rejects.toMatchObject({
        name: 'ConflictError',
      });
      expect(await item()).toMatchObject({ status: 'revoked' });
    });
  });

  describe('a check', () => {
    beforeEach(async () => {
      await portal.setups.register(registration(), ANA);
      await report(found('a', 'passed'));
      portal.changed.length = 0;
    });

    it('tells how the set-up stood before, and leaves what drift is judged by', async () => {
      const findings = [found('a', 'failed')];

      expect(
        await portal.setups.recordCheck('RECO', looked('drifted', ...findings)),
      ).toEqual({
        status: 'drifted',
        before: 'ok',
        findings,
        checkedAt: (await item())?.checkedAt,
      });
      expect(await portal.setups.byName('reco')).toMatchObject({
        item: { status: 'drifted', failing: findings },
        findings,
        baseline: { broken: [] },
      });
      expect(portal.changed).toEqual(['reco']);
    });

    it('that finds the same is no change', async () => {
      await database('setups').update({ checked_at: '2001' });
      await portal.setups.recordCheck(
        'reco',
        looked('ok', found('a', 'passed')),
      );

      expect((await item())?.checkedAt).not.toBe('2001');
      expect(portal.changed).toEqual([]);
    });

    it('that ends after the set-up was taken back leaves it so', async () => {
      await revoke();
      portal.changed.length = 0;

      expect(
        await portal.setups.recordCheck(
          'reco',
          looked('drifted', found('a', 'failed')),
        ),
      ).toMatchObject({ status: 'revoked', before: 'revoked' });
      expect(await item()).toMatchObject({ status: 'revoked', failing: [] });
      expect(portal.changed).toEqual([]);
    });
  });

  describe('taking back', () => {
    beforeEach(async () => {
      await portal.setups.register(registration(), ANA);
      await ask(BUCKETS);
      await report(found('a', 'failed'));
    });

    it('ends the history and forgets what was asked for', async () => {
      const kept = [{ resource: 'arn:aws:iam::1:role/x', reason: 'adopted' }];
      await revoke('reco', kept);
      const setup = await portal.setups.byName('reco');

      expect(setup).toMatchObject({
        item: { status: 'revoked', failing: [], buckets: [], keys: [] },
        findings: [],
        range: { after: 0, upTo: await lastSeq(database) },
      });
      expect(setup?.baseline).toBeUndefined();
      expect(setup?.item.revokedAt).toMatch(/^\d{4}-.*Z$/);
      expect(await portal.setups.byRole(ROLE)).toBeUndefined();
      expect(await asked(ROLE)).toEqual({});
      expect((await portal.history(setup?.range)).at(-1)).toEqual({
        kind: 'revoked',
        person: ANA,
        taskId: 'task-1',
        details: { name: 'reco', kept },
      });
      expect(portal.changed).toEqual(['reco', 'reco', 'reco', 'reco']);
    });

    it('is recorded once', async () => {
      await revoke();
      const before = await lastSeq(database);
      await revoke();

      expect(await lastSeq(database)).toBe(before);
    });

    it('isn’t recorded for a set-up that there isn’t', async () => {
      await expect(revoke('shop')).rejects.toMatchObject({
        name: 'NotFoundError',
      });
    });
  });

  describe('what was asked for', () => {
    beforeEach(async () => {
      await portal.setups.claim(claimed, ANA);
    });

    it('is kept for each part, the last of it', async () => {
      await ask({ ...BUCKETS, ...KEYS });
      await ask({ kms: { keys: [], sourceConditions: 'none' } });

      expect(await asked(ROLE)).toEqual({
        ...BUCKETS,
        kms: { keys: [], sourceConditions: 'none' },
      });
    });

    it('is kept for each role, without regard to case, and Region', async () => {
      await ask(BUCKETS);

      expect(await asked({ ...ROLE, roleName: 'PERSONALIZE-RECO' })).toEqual(
        BUCKETS,
      );
      expect(await asked(OTHER_ROLE)).toEqual({});
      expect(await asked({ ...ROLE, region: 'eu-west-1' })).toEqual({});
    });

    it('is recorded where it is new', async () => {
      await ask(BUCKETS);
      await ask({ ...BUCKETS, ...KEYS });
      await ask({ ...BUCKETS, ...KEYS });
      const entries = await askedEntries();

      expect(entries.map(({ payload }) => JSON.parse(payload).details)).toEqual(
        [
          { region: 'us-east-1', asked: BUCKETS },
          { region: 'us-east-1', asked: KEYS },
        ],
      );
    });
  });

  describe('what is known of a role', () => {
    it('is nothing where nothing was done', async () => {
      expect(await portal.setups.roleRecord(ROLE)).toEqual({
        holdings: [],
        asked: {},
        openIntents: [],
        written: {},
      });
    });

    it('is what was made, what was asked for, and what may have been made', async () => {
      await portal.setups.claim(claimed, ANA);
      await ask(BUCKETS);
      await portal.apply(keyChange);
      const intentId = await portal.open(
        bucketChange(undefined, policy('Ours')),
      );
      const record = await portal.setups.roleRecord(ROLE);

      expect(record).toMatchObject({
        asked: BUCKETS,
        holdings: [{ resource: KEY }, { resource: BUCKET }],
        openIntents: [{ intentId }],
      });
      expect(Object.keys(record.written)).toContain(KEY);
      expect(record).not.toHaveProperty('setup');
    });

    it('tells the request that its set-up was registered with last, as long as that isn’t taken back', async () => {
      for (const s3 of [['reco-data'], ['reco-results']]) {
        await portal.setups.register(
          { ...registration(), requested: { s3 } },
          ANA,
        );

        expect((await portal.setups.roleRecord(ROLE)).requested).toEqual({
          s3,
        });
      }
      await revoke();
      expect(await portal.setups.roleRecord(ROLE)).not.toHaveProperty(
        'requested',
      );
    });

    it('tells its set-up, as long as that isn’t taken back', async () => {
      await portal.apply(keyChange);
      const { item: registered } = await portal.setups.register(
        registration(),
        ANA,
      );

      expect((await portal.setups.roleRecord(ROLE)).setup).toEqual(registered);
      expect(await portal.setups.roleRecord(ROLE)).not.toHaveProperty(
        'requested',
      );
      await revoke();
      expect(await portal.setups.roleRecord(ROLE)).toMatchObject({
        holdings: [],
        asked: {},
      });
      expect(await portal.setups.roleRecord(ROLE)).not.toHaveProperty('setup');
    });

    it('tells the other owners in its account and Region, each once, and nobody in another', async () => {
      const search = 'group:default/search';
      await portal.setups.register(registration(), ANA);
      for (const [index, other] of [
        { owner: search },
        { owner: search },
        { owner: registration().owner },
        { owner: 'group:default/ads', region: 'eu-west-1' },
        { owner: 'group:default/ads', accountId: '999999999999' },
      ].entries()) {
        const { owner, ...place } = other;
        await portal.setups.register(
          registration({
            name: `other-${index}`,
            owner,
            role: { ...roleNumber(index), ...place },
          }),
          ANA,
        );
      }

      expect((await portal.setups.roleRecord(ROLE)).neighbours).toEqual([
        search,
      ]);
      expect(
        (await portal.setups.roleRecord(roleNumber(0))).neighbours,
      ).toEqual([registration().owner]);
    });

    it('tells when a resource that it was promised was written for another role', async () => {
      await portal.apply(
        bucketChange(undefined, policy('Theirs')),
        undefined,
        OTHER_ROLE,
      );
      await portal.setups.claim(claimed, ANA);
      await ask(BUCKETS);

      expect(
        Object.keys((await portal.setups.roleRecord(ROLE)).written),
      ).toEqual([BUCKET]);
    });
  });

  it('tells the buckets and keys of a set-up, as of its last run or check', async () => {
    await portal.setups.claim(claimed, ANA);
    await ask({ ...BUCKETS, ...KEYS });
    const { item: registered } = await portal.setups.register(
      registration(),
      ANA,
    );
    await portal.apply(keyChange);
    await portal.setups.recordCheck('reco', looked('ok'));

    expect(registered).toMatchObject({ buckets: [BUCKET], keys: [] });
    expect(await item()).toMatchObject({ buckets: [BUCKET], keys: [KEY] });
  });

  it('tells the changes that a task made or may have made, in order; one that made none answers for all', async () => {
    const first = bucketChange(undefined, policy('One'));
    const second = bucketChange(policy('One'), policy('One', 'Two'));
    await portal.takeBack('old');
    await portal.apply(first);
    const failed = await portal.open(keyChange);
    await portal.ledger.closeIntent(failed, {
      outcome: 'failed',
      requests: [],
      error: 'AccessDenied',
      message: 'no',
    });
    await portal.open(second);
    await portal.setups.register(registration(), ANA);

    const since = await portal.ledger.lastSeq();
    const all = { madeBy: 'setup', since, changes: [first, second] };
    expect(await portal.setups.runChanges(ROLE)).toEqual(all);
    expect(await portal.setups.runChanges(ROLE, 'another')).toEqual(all);
    expect(await portal.setups.runChanges(ROLE, RUN.taskId)).toEqual({
      madeBy: 'task',
      since,
      changes: [first, second],
    });
    expect(await portal.setups.runChanges(OTHER_ROLE, RUN.taskId)).toEqual({
      madeBy: 'setup',
      since,
      changes: [],
    });
  });

  it('has those checked that weren’t for longest, new ones first, but none that was taken back', async () => {
    const times = ['2026-01-03', '2026-01-01', null, '2026-01-02'];
    for (const [index, checkedAt] of times.entries()) {
      const name = `s${index}`;
      await portal.setups.register(
        registration({ name, role: roleNumber(index) }),
        ANA,
      );
      await database('setups')
        .where({ name })
        .update({ checked_at: checkedAt });
    }
    await portal.takeBack('gone', { role: OTHER_ROLE });
    const due = async (limit: number, except?: string[]) =>
      (await portal.setups.dueForCheck(limit, except)).map(
        one => one.item.name,
      );

    expect(await due(3)).toEqual(['s2', 's1', 's3']);
    expect(await due(10)).toEqual(['s2', 's1', 's3', 's0']);
    expect(await due(10, [ACCOUNT])).toEqual([]);
  });

  it('notes that an owner is gone, and tells it once', async () => {
    await portal.setups.register(registration(), ANA);
    portal.changed.length = 0;
    await portal.setups.setOwnerMissing('reco', true);
    await portal.setups.setOwnerMissing('reco', true);

    expect(await item()).toMatchObject({ owner: RECO, ownerMissing: true });
    expect(portal.changed).toEqual(['reco']);
    await portal.setups.setOwnerMissing('reco', false);
    expect(await item()).toMatchObject({ ownerMissing: false });
  });

  describe('telling the owner', () => {
    beforeEach(async () => {
      await portal.setups.register(registration(), ANA);
      await report(found('a', 'passed'));
    });

    const drift = () =>
      portal.setups.recordCheck(
        'reco',
        looked('drifted', found('a', 'failed')),
      );

    const claim = (status: 'ok' | 'drifted') =>
      portal.setups.claimNotification('reco', status);

    it('isn’t due for a set-up that is ok from the start', async () => {
      expect(await claim('ok')).toBeUndefined();
    });

    it('is taken on by one of several', async () => {
      await drift();
      const claims = await Promise.all([
        claim('drifted'),
        claim('drifted'),
        claim('drifted'),
      ]);

      expect(claims.filter(before => before === 'ok')).toHaveLength(1);
      expect(claims.filter(before => before === undefined)).toHaveLength(2);
    });

    it('isn’t due for how a set-up stands no more', async () => {
      await drift();
      await report(found('a', 'passed'));

      expect(await claim('drifted')).toBeUndefined();
    });

    it('isn’t due for a set-up that was discarded meanwhile', async () => {
      expect(
        await portal.setups.claimNotification('discarded', 'drifted'),
      ).toBeUndefined();
    });

    it('is due again when the set-up is ok again', async () => {
      await drift();
      await claim('drifted');
      await report(found('a', 'passed'));

      expect(await claim('ok')).toBe('drifted');
    });

    it('is due again where it came to nothing', async () => {
      await drift();
      await claim('drifted');
      await portal.setups.releaseNotification('reco', 'drifted', 'ok');

      expect(await claim('drifted')).toBe('ok');
    });
  });
});
