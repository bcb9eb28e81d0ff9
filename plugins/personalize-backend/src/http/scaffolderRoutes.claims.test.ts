import { createHash } from 'node:crypto';
import {
  Change,
  ClaimRequest,
  HolderRef,
  RegisterRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  ALLOW,
  ANA,
  as,
  BEN,
  DATA,
  DENY,
  Portal,
  startPortal,
} from '../__testUtils__/portal';
import { found } from '../__testUtils__/setups';
import {
  ANA_IN_TASK,
  begun,
  CHANGE,
  prove,
  recordOf,
  roleOf,
  RUN,
  SCAFFOLDER,
} from '../__testUtils__/requests';

const RECO = 'group:default/recommendations';
const SHOP = 'group:default/shop';
const BEN_IN_TASK = as.personThrough('plugin:scaffolder', BEN);
const ROLE = roleOf('reco');
const READERS: HolderRef = { kind: 'role', accountId: DATA, name: 'Readers' };
const ANALYSTS: HolderRef = {
  kind: 'permission-set',
  instance: '123456789012/us-east-1',
  name: 'Analysts',
};
const ROLE_ID = 'AROA000000000000RECO1';

const givesReaders: Change = {
  part: 'users',
  resource: `arn:aws:iam::${DATA}:role/personalize/readers#attached-policy/arn:aws:iam::${DATA}:policy/p`,
  operation: 'create',
  after: { policyArn: `arn:aws:iam::${DATA}:policy/p` },
};
const givesAnalysts: Change = {
  part: 'users',
  resource:
    'arn:aws:sso:::instance/ssoins-0123456789abcdef#permission-set/Analysts/policy/p',
  operation: 'create',
  after: { policyArn: 'p' },
};

// Leaves time for busy machines.
jest.setTimeout(300_000);

let portal: Portal;

beforeEach(async () => {
  portal = await startPortal();
});

afterEach(() => portal.stop());

/** What an attempt that starts now sees of a role. */
const seen = ({ roleName } = ROLE) =>
  begun(portal, roleName.replace('personalize-', ''));

const register = async (
  more: Partial<RegisterRequest> = {},
  token = ANA_IN_TASK,
) =>
  portal.call('POST', '/ledger/setups', token, {
    ...(await seen(more.role)),
    name: 'reco',
    owner: RECO,
    ...more,
  });

const claim = async (more: Partial<ClaimRequest> = {}, token = ANA_IN_TASK) =>
  portal.call('POST', '/ledger/claims', token, {
    ...(await seen()),
    holders: [],
    claimsRole: true,
    ...more,
  });

/** Records a change before it is made, with the lease on its resource. */
async function open(claimSeq: number, change: Change = CHANGE, role = ROLE) {
  const waiterId = createHash('md5')
    .update(JSON.stringify([claimSeq, change, role]))
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  const { body: turn } = await portal.call(
    'POST',
    '/ledger/leases',
    SCAFFOLDER,
    { resource: change.resource, waiterId, run: RUN, person: ANA },
  );
  const answer = await portal.call('POST', '/ledger/intents', ANA_IN_TASK, {
    leaseId: turn.leaseId,
    claimSeq,
    role,
    run: RUN,
    change,
  });
  await portal.call('DELETE', `/ledger/leases/${turn.leaseId}`, SCAFFOLDER);
  return answer;
}

const revoke = async (name: string, kept: string[] = []) =>
  portal.call('POST', `/ledger/setups/${name}/revoked`, ANA_IN_TASK, {
    ...(await seen()),
    kept: kept.map(resource => ({ resource, reason: 'others use it' })),
  });

const discard = (name: string, token = as.person(ANA)) =>
  portal.call('POST', `/setups/${name}/discard`, token);

const statusOf = async (name = 'reco') =>
  (await portal.get(`/setups/${name}`, as.person(ANA))).body.status;

const message = (answer: { body: { error: { message: string } } }) =>
  answer.body.error.message;

const ROLE_ARN = `arn:aws:iam::${DATA}:role/personalize/personalize-reco`;

describe('registering', () => {
  it('claims the role before anything is in AWS', async () => {
    expect((await register()).body).toMatchObject({ status: 'pending' });

    expect((await recordOf(portal, 'reco')).claim).toEqual({
      seq: 1,
      owner: RECO,
      name: 'reco',
      state: 'active',
    });
  });

  it('refuses the role to whoever comes while its run is at work', async () => {
    await register({ holders: [READERS] });

    const answers = [
      await claim({ claimsRole: true }, BEN_IN_TASK),
      await register({ name: 'mine', owner: SHOP }, BEN_IN_TASK),
    ];

    // The route returns the claim; the action asks whether Ben may act for its
    // owner.
    expect(answers[0].body).toMatchObject({ owner: RECO, seq: 1 });
    expect(answers[1].status).toBe(409);
    expect(message(answers[1])).toContain(RECO);
  });

  it('gives a role to one of two owners who ask at once', async () => {
    const answers = await Promise.all([
      register(),
      register({ name: 'shop', owner: SHOP }, BEN_IN_TASK),
    ]);
    const [winner] = answers.filter(({ status }) => status === 200);
    const [loser] = answers.filter(({ status }) => status === 409);

    expect(message(loser)).toContain(winner.body.owner);
  });

  it('claims what people get access by for its owner, whose other set-ups may use it, too', async () => {
    await register({ holders: [READERS, ANALYSTS] });
    const role = roleOf('second');

    expect(
      (await register({ role, name: 'second', holders: [READERS] })).status,
    ).toBe(200);
  });

  it.each([
    [
      'a role',
      { ...READERS, name: 'READERS' },
      `role readers in account ${DATA}`,
    ],
    ['a permission set', ANALYSTS, 'permission set analysts'],
  ] as const)(
    'refuses %s of another owner, in a dry run, too',
    async (_what, holder, title) => {
      await register({ holders: [READERS, ANALYSTS] });
      const theirs = {
        role: roleOf('shop'),
        name: 'shop',
        owner: SHOP,
        holders: [holder],
      };

      for (const dryRun of [true, false]) {
        const answer = await register({ ...theirs, dryRun });
        expect(answer.status).toBe(409);
        expect(message(answer)).toBe(
          `users: ${title} belongs to ${RECO} (reco), which alone can give it more; ask them, or use another`,
        );
      }
      expect((await recordOf(portal, 'shop')).claim).toBeUndefined();
    },
  );

  it('refuses as a service role what gives people of another owner access', async () => {
    await register({ holders: [{ ...READERS, name: 'personalize-shop' }] });

    const answer = await register({
      role: roleOf('shop'),
      name: 'shop',
      owner: SHOP,
    });
    expect(answer.status).toBe(409);
    expect(message(answer)).toMatch(
      /^roleName: role personalize-shop .* belongs to group:default\/recommendations/,
    );
  });

  it('claims nothing in a dry run', async () => {
    expect((await register({ dryRun: true })).status).toBe(200);

    expect((await recordOf(portal, 'reco')).claim).toBeUndefined();
    expect((await register({ name: 'shop', owner: SHOP })).status).toBe(200);
  });

  it('keeps its claim where it runs again', async () => {
    await register();
    await register({ run: { taskId: 'task-2' } });

    expect((await recordOf(portal, 'reco')).claim?.seq).toBe(1);
  });
});

describe('a claim without a set-up', () => {
  it('is the initiator’s, and has no entity', async () => {
    const { body } = await claim();

    expect(body).toEqual({
      seq: 1,
      owner: ANA,
      name: `personalize-reco-${DATA}`,
      state: 'active',
    });
    expect(portal.published).toEqual([]);
    expect((await claim({ claimsRole: false })).body).toEqual(body);
    expect((await open(body.seq)).status).toBe(200);
  });

  it('isn’t made by whoever gives people access alone', async () => {
    const answer = await claim({ claimsRole: false, holders: [READERS] });

    expect(answer.status).toBe(404);
    expect(message(answer)).toMatch(/^roleName: nobody has claimed role/);
  });

  it('isn’t made by a dry run', async () => {
    expect((await claim({ dryRun: true })).body).toMatchObject({ owner: ANA });
    expect((await recordOf(portal, 'reco')).claim).toBeUndefined();
  });

  it('becomes the team’s by the same person, and by nobody else', async () => {
    const { body } = await claim({ holders: [READERS] });
    const ben = await register({ owner: SHOP }, BEN_IN_TASK);
    expect(ben.status).toBe(409);
    expect(message(ben)).toContain(ANA);

    expect((await register()).status).toBe(200);
    const { claim: taken } = await recordOf(portal, 'reco');
    expect(taken).toMatchObject({ owner: RECO, name: 'reco' });
    expect(taken?.seq).toBeGreaterThan(body.seq);
    expect((await open(taken?.seq ?? 0, givesReaders)).status).toBe(200);
  });

  it('ends when its role is taken back', async () => {
    const { body } = await claim();
    await open(body.seq);

    expect((await revoke(body.name)).status).toBe(204);
    expect((await recordOf(portal, 'reco')).claim).toBeUndefined();
    expect((await register({ owner: SHOP }, BEN_IN_TASK)).status).toBe(200);
  });
});

describe('an intent', () => {
  it('needs a claim', async () => {
    const answer = await open(1);

    expect(answer.status).toBe(409);
    expect(message(answer)).toContain("isn't claimed");
  });

  it('needs the claim that the run found', async () => {
    await register();
    expect((await open(0)).status).toBe(409);
    expect((await open(1)).status).toBe(200);

    await register({ owner: SHOP });
    const late = await open(1);
    expect(late.status).toBe(409);
    expect(message(late)).toContain(`belongs to ${SHOP} (reco) since this run`);
  });

  it('of a task that began before the role was taken back is refused', async () => {
    await register();
    await open(1);
    await revoke('reco');
    const late = await open(1);
    expect(late.status).toBe(409);
    expect(message(late)).toContain('was removed in the meantime');

    await register();
    expect((await open(1)).status).toBe(409);
  });

  it.each([
    ['a role', givesReaders, READERS],
    ['a permission set', givesAnalysts, ANALYSTS],
  ])(
    'that gives people access by %s needs it claimed for the same owner',
    async (_what, change, holder) => {
      await register();
      const refused = await open(1, change);
      expect(refused.status).toBe(409);
      expect(message(refused)).toMatch(/^users: .* isn't claimed for/);

      expect(
        (await claim({ claimsRole: false, holders: [holder] })).body.seq,
      ).toBe(1);
      expect((await open(1, change)).status).toBe(200);
    },
  );

  it('makes a set-up that was proven pending until it is proven again', async () => {
    const proven = () => prove(portal, 'reco', [found('trust', 'passed')]);
    await register();
    await proven();
    expect(await statusOf()).toBe('ok');

    portal.published.length = 0;
    await open(1);
    expect(await statusOf()).toBe('pending');
    expect(portal.published).toHaveLength(1);

    await proven();
    expect(await statusOf()).toBe('ok');
  });
});

describe('a run that was cancelled', () => {
  it('leaves a set-up that nobody else can take, and that can be finished or taken back', async () => {
    await register();
    await open(1);

    expect(await statusOf()).toBe('pending');
    expect(
      (await register({ name: 'mine', owner: SHOP }, BEN_IN_TASK)).status,
    ).toBe(409);
    expect((await register({ run: { taskId: 'task-2' } })).status).toBe(200);
    expect((await open(1)).status).toBe(200);
    expect((await revoke('reco')).status).toBe(204);
    expect(await statusOf()).toBe('revoked');
  });

  it('leaves one that can be discarded while nothing was begun; its name is free at once', async () => {
    await register({ holders: [READERS] });
    portal.published.length = 0;

    expect((await discard('reco')).status).toBe(204);

    expect(portal.published).toHaveLength(1);
    expect((await portal.get('/setups/reco', as.person(ANA))).status).toBe(404);
    expect(
      (
        await register(
          { role: roleOf('shop'), owner: SHOP, holders: [READERS] },
          BEN_IN_TASK,
        )
      ).status,
    ).toBe(200);
    expect(message(await open(1))).toContain('was released');
  });

  it('leaves one that isn’t discarded once something was begun', async () => {
    await register();
    await open(1);
    const answer = await discard('reco');

    expect(answer.status).toBe(409);
    expect(message(answer)).toMatch(/remove it instead$/);
  });

  it('leaves one that isn’t discarded by whoever may only see it', async () => {
    await register();
    portal.rules.decide = ({ name }) =>
      name === 'personalize.setup.apply' ? DENY : ALLOW;

    expect((await discard('reco')).status).toBe(403);
  });
});

describe('a forced revoke that leaves the role', () => {
  beforeEach(async () => {
    await register({ holders: [READERS] });
    await portal.call(
      'PUT',
      `/ledger/roles/${DATA}/personalize-reco/asked`,
      SCAFFOLDER,
      { ...(await seen()), person: ANA, asked: {}, roleId: ROLE_ID },
    );
    await revoke('reco', [
      `${ROLE_ARN}#inline-policy/theirs`,
      `arn:aws:iam::${DATA}:role/personalize/Readers`,
    ]);
  });

  it('reserves it for the last owner', async () => {
    expect((await recordOf(portal, 'reco')).claim).toMatchObject({
      owner: RECO,
      state: 'reserved',
      roleId: ROLE_ID,
    });
    expect((await open(1)).status).toBe(409);
  });

  it('lets the last owner set it up again, as the same role', async () => {
    expect((await register()).status).toBe(200);
    expect((await recordOf(portal, 'reco')).claim).toMatchObject({
      state: 'active',
      roleId: ROLE_ID,
    });
  });

  it('lets others have it by adoption alone, and never what people get access by', async () => {
    const theirs = { name: 'shop', owner: SHOP };
    const refused = await register(theirs, BEN_IN_TASK);
    expect(refused.status).toBe(409);
    expect(message(refused)).toContain(`reserved for ${RECO}`);
    expect((await claim({}, BEN_IN_TASK)).status).toBe(409);

    const adopted = { ...theirs, adopts: true };
    expect(
      (await register({ ...adopted, holders: [READERS] }, BEN_IN_TASK)).status,
    ).toBe(409);
    expect((await register(adopted, BEN_IN_TASK)).status).toBe(200);
  });
});
