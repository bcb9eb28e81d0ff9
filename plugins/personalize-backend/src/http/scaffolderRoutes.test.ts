import { randomUUID } from 'node:crypto';
import {
  ANA,
  as,
  BEN,
  DATA,
  Portal,
  startPortal,
} from '../__testUtils__/portal';
import {
  ANA_IN_TASK,
  begun,
  CHANGE,
  lease,
  openChange,
  prove,
  recordOf,
  register,
  roleOf,
  RUN,
  SCAFFOLDER,
} from '../__testUtils__/requests';

// Leaves time for busy machines.
jest.setTimeout(300_000);

let portal: Portal;

beforeEach(async () => {
  portal = await startPortal();
});

afterEach(() => portal.stop());

const open = async (leaseId: string, token = ANA_IN_TASK) =>
  portal.call('POST', '/ledger/intents', token, {
    leaseId,
    ...(await begun(portal, 'shop')),
    change: CHANGE,
  });

const close = (intentId: string, outcome: unknown) =>
  portal.call(
    'POST',
    `/ledger/intents/${intentId}/outcome`,
    SCAFFOLDER,
    outcome,
  );

/** The lease on the bucket, which nobody holds. */
async function granted() {
  const answer = await lease(portal);
  if (!answer.granted) {
    throw new Error('The lease was not granted');
  }
  return answer;
}

describe('a lease', () => {
  it('is held by one at a time, kept, and given back', async () => {
    const { leaseId, lastsMs } = await granted();
    expect(lastsMs).toBeGreaterThan(0);

    const second = randomUUID();
    expect(await lease(portal, second)).toMatchObject({
      granted: false,
      position: 1,
      waitsFor: { person: ANA, taskId: 'task-1' },
    });

    const keep = () =>
      portal.call('PUT', `/ledger/leases/${leaseId}`, SCAFFOLDER);
    expect((await keep()).status).toBe(204);
    expect(
      (await portal.call('DELETE', `/ledger/leases/${leaseId}`, SCAFFOLDER))
        .status,
    ).toBe(204);
    expect((await keep()).status).toBe(409);
    expect(await lease(portal, second)).toMatchObject({ granted: true });
  });

  it('comes with what a run that is gone left open there, and with what was written last', async () => {
    await register(portal, 'shop');
    const { intentId } = await openChange(portal, 'shop');
    const next = await granted();

    expect(next.orphans).toEqual([
      expect.objectContaining({
        intentId,
        change: CHANGE,
        person: ANA,
        run: RUN,
      }),
    ]);
    await close(intentId, {
      outcome: 'unknown',
      requests: [],
      message: 'the run is gone',
      readBack: CHANGE.after,
      closedBy: { person: BEN, run: { taskId: 'task-2' } },
    });
    await portal.call('DELETE', `/ledger/leases/${next.leaseId}`, SCAFFOLDER);

    const later = await granted();
    expect(later.orphans).toEqual([]);
    expect(later.written?.written).toEqual(expect.any(String));
  });
});

describe('an intent', () => {
  beforeEach(() => register(portal, 'shop'));

  it('is recorded for the person in the token, and closed', async () => {
    const { leaseId } = await granted();
    const { status, body } = await open(leaseId);
    expect(status).toBe(200);
    expect((await recordOf(portal, 'shop')).openIntents).toEqual([
      expect.objectContaining({ intentId: body.intentId, person: ANA }),
    ]);

    expect(
      (
        await close(body.intentId, {
          outcome: 'applied',
          requests: [{ operation: 's3:PutBucketPolicy', requestId: 'R1' }],
          readBack: CHANGE.after,
        })
      ).status,
    ).toBe(204);
    expect(await recordOf(portal, 'shop')).toMatchObject({
      openIntents: [],
      holdings: [{ resource: CHANGE.resource, after: CHANGE.after }],
    });
  });

  it('is refused without the turn, and nothing is recorded', async () => {
    const { status, body } = await open(randomUUID());

    expect(status).toBe(409);
    expect(body.error.name).toBe('ConflictError');
    const { body: ledger } = await portal.get('/ledger/verify', as.person(ANA));
    expect(ledger.entries).toBe(1);
  });

  it('is refused when the turn is at something else', async () => {
    const { leaseId } = await granted();
    const { status, body } = await portal.call(
      'POST',
      '/ledger/intents',
      ANA_IN_TASK,
      {
        leaseId,
        ...(await begun(portal, 'shop')),
        change: { ...CHANGE, resource: 'arn:aws:s3:::another' },
      },
    );

    expect(status).toBe(409);
    expect(body.error.message).toMatch(/^The turn at /);
  });

  it('has an outcome only if there is one', async () => {
    const { status } = await close(randomUUID(), {
      outcome: 'failed',
      requests: [],
      error: 'AccessDenied',
      message: 'no',
    });

    expect(status).toBe(404);
  });

  it.each([
    ['without a message', { outcome: 'unknown', requests: [] }],
    ['without an error', { outcome: 'failed', requests: [], message: 'no' }],
    ['of another kind', { outcome: 'perhaps', requests: [] }],
  ])('has no outcome %s', async (_what, outcome) => {
    expect((await close(randomUUID(), outcome)).status).toBe(400);
  });
});

describe('what was asked for', () => {
  const asked = {
    s3: {
      buckets: [{ bucket: 'reco-data', prefix: 'in/', workflows: ['import'] }],
      sourceConditions: 'if-present',
    },
  };
  const record = async (role: object) =>
    portal.call(
      'PUT',
      `/ledger/roles/${DATA}/personalize-shop/asked`,
      SCAFFOLDER,
      { ...(await begun(portal, 'shop')), role, person: ANA, asked },
    );

  it('is kept for the role', async () => {
    await register(portal, 'shop');
    expect((await record(roleOf('shop'))).status).toBe(204);
    expect((await recordOf(portal, 'shop')).asked).toEqual(asked);
  });

  it('is refused for another role than the path names', async () => {
    const { status, body } = await record(roleOf('orders'));

    expect(status).toBe(400);
    expect(body.error.message).toBe(
      `role: personalize-orders of account ${DATA} was given, but the path names personalize-shop of account ${DATA}`,
    );
  });
});

describe('a set-up', () => {
  it('is registered for the person in the token, and everybody is told', async () => {
    const { status, body } = await register(portal, 'shop');

    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'shop', requestedBy: ANA });
    expect(portal.published).toEqual([
      { topic: 'personalize.setups', eventPayload: { name: 'shop' } },
    ]);
    expect(portal.audited).toContainEqual({
      eventId: 'setup-register',
      outcome: 'succeeded',
      meta: {
        person: ANA,
        setup: 'shop',
        owner: 'group:default/recommendations',
        accountId: DATA,
        region: 'us-east-1',
        roleName: 'personalize-shop',
        taskId: 'task-1',
        dryRun: false,
      },
    });
  });

  it('is refused a name that another has, and the auditor is told', async () => {
    await register(portal, 'shop');
    const { status } = await portal.call(
      'POST',
      '/ledger/setups',
      ANA_IN_TASK,
      {
        ...(await begun(portal, 'another')),
        name: 'shop',
        owner: 'group:default/shop',
      },
    );

    expect(status).toBe(409);
    expect(portal.audited).toContainEqual(
      expect.objectContaining({
        eventId: 'setup-register',
        outcome: 'failed',
      }),
    );
  });

  it('is known with its role and what AWS holds because of it, and its changes are by task', async () => {
    await register(portal, 'shop');
    const { intentId } = await openChange(portal, 'shop');
    await close(intentId, { outcome: 'applied', requests: [] });
    const { body } = await portal.get('/ledger/setups/shop', SCAFFOLDER);

    expect(body).toMatchObject({
      setup: { name: 'shop' },
      holdings: [{ resource: CHANGE.resource }],
      openIntents: [],
    });
    const changesBy = async (taskId: string) =>
      (
        await portal.get(
          `/ledger/roles/${DATA}/personalize-shop/changes?taskId=${taskId}`,
          SCAFFOLDER,
        )
      ).body;
    expect(await changesBy(RUN.taskId)).toEqual({
      madeBy: 'task',
      since: 3,
      changes: [CHANGE],
    });
    expect(await changesBy('another')).toEqual({
      madeBy: 'setup',
      since: 3,
      changes: [CHANGE],
    });
  });

  it('isn’t known where there is none, or it was taken back', async () => {
    const get = () => portal.get('/ledger/setups/shop', SCAFFOLDER);
    expect((await get()).status).toBe(404);

    await register(portal, 'shop');
    const run = await begun(portal, 'shop');
    const revoked = () =>
      portal.call(
        'POST',
        '/ledger/setups/shop/revoked',
        as.personThrough('plugin:scaffolder', BEN),
        { ...run, kept: [{ resource: CHANGE.resource, reason: 'adopted' }] },
      );
    expect((await revoked()).status).toBe(204);
    expect((await revoked()).status).toBe(204);
    expect(portal.notified).toEqual(['Set-up shop was removed']);
    expect((await get()).status).toBe(404);
    expect(portal.audited).toContainEqual({
      eventId: 'setup-revoke',
      outcome: 'succeeded',
      meta: { person: BEN, setup: 'shop', taskId: 'task-1', kept: 1 },
    });
    const { body } = await portal.get('/setups/shop', as.person(ANA));
    expect(body.status).toBe('revoked');
  });

  it('stands as a run reports', async () => {
    await register(portal, 'shop');
    const { status, body: answer } = await prove(portal, 'shop', [
      {
        id: 'trust',
        kind: 'role',
        outcome: 'passed',
        subjects: { roleArn: 'arn' },
      },
    ]);

    expect(status).toBe(200);
    expect(answer).toEqual({ status: 'ok' });
    const { body } = await portal.get('/setups/shop', as.person(ANA));
    expect(body).toMatchObject({ status: 'ok', checks: [{ id: 'trust' }] });
  });

  it('that isn’t known has nothing to report', async () => {
    const { status } = await prove(portal, 'nothing', []);

    expect(status).toBe(404);
  });
});
