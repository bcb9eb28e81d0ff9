import { PolicyDecision } from '@backstage/plugin-permission-common';
import {
  Check,
  describeFinding,
  Finding,
  personalizePolicyReadPermission,
  personalizeSetupCheckPermission,
  personalizeSetupReadPermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  createPersonalizeConditionalDecision,
  personalizeConditions,
} from '@personalize-portal/backstage-plugin-personalize-node';
import {
  ALLOW,
  ANA,
  as,
  BEN,
  DATA,
  DENY,
  Portal,
  SHOP,
  startPortal,
} from '../__testUtils__/portal';
import {
  ANA_IN_TASK,
  begun,
  CHANGE,
  openChange,
  prove,
  register,
} from '../__testUtils__/requests';

const PERSON = as.person(ANA);
const CATALOG = as.service('plugin:catalog');

const { isInAccount, isOwnedBy, isSetup } = personalizeConditions;

const when = (
  conditions: Parameters<typeof createPersonalizeConditionalDecision>[1],
) =>
  createPersonalizeConditionalDecision(
    personalizeSetupReadPermission,
    conditions,
  );

/** A finding in a statement that somebody else wrote. */
const FOUND: Finding = {
  id: 'opened:arn:aws:s3:::reco-data',
  kind: 'opened',
  outcome: 'failed',
  subjects: {
    isOwn: false,
    excess: [{ dimension: 'principal', values: ['account 999999999999'] }],
    passesRoles: false,
  },
  statement: { document: 'arn:aws:s3:::reco-data', sid: 'Payroll', index: 0 },
};
const QUOTING = describeFinding(FOUND, { quotes: true });

// Leaves time for busy machines.
jest.setTimeout(300_000);

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal();
  await register(portal, 'reco');
  await register(portal, 'orders', {
    owner: 'group:default/shop',
    accountId: SHOP,
  });
  await openChange(portal, 'reco');
  await prove(portal, 'reco', [FOUND]);
});

beforeEach(() => {
  portal.rules.decide = () => ALLOW;
});

afterAll(() => portal.stop());

/** The policy's decision on one permission; everything else is allowed. */
function on(permission: { name: string }, decision: PolicyDecision): void {
  portal.rules.decide = ({ name }) =>
    name === permission.name ? decision : ALLOW;
}

async function namesFor(query = '', token = PERSON): Promise<string[]> {
  const { body } = await portal.get(`/setups${query}`, token);
  return body.items.map(({ name }: { name: string }) => name);
}

describe('GET /setups', () => {
  it('lists the set-ups that a person may see, and counts no other', async () => {
    expect(await namesFor()).toEqual(['reco', 'orders']);

    on(
      personalizeSetupReadPermission,
      when(isInAccount({ accountIds: [DATA] })),
    );
    expect(await namesFor()).toEqual(['reco']);
    const { body } = await portal.get('/setups', PERSON);
    expect(body.totalItems).toBe(1);
  });

  it.each([
    [`?accountId=${SHOP}`, ['orders']],
    ['?owner=group:default/shop', ['orders']],
    ['?status=failed', ['reco']],
    ['?search=ORD', ['orders']],
    ['?ownerMissing=true', []],
    ['?ownerMissing=false', ['reco', 'orders']],
  ])('takes the filter %s', async (query, names) => {
    expect(await namesFor(query)).toEqual(names);
  });

  it('comes in pages', async () => {
    const { body: first } = await portal.get('/setups?limit=1', PERSON);
    const { body: second } = await portal.get(
      `/setups?limit=1&cursor=${first.nextCursor}`,
      PERSON,
    );

    expect(first).toMatchObject({ totalItems: 2, items: [{ name: 'reco' }] });
    expect(second.items).toEqual([expect.objectContaining({ name: 'orders' })]);
    expect(second.nextCursor).toBeUndefined();
  });

  it('gives the catalog all of them, whatever a policy says of people', async () => {
    portal.rules.decide = () => DENY;

    expect(await namesFor('', CATALOG)).toEqual(['reco', 'orders']);
  });

  it('quotes nothing of others to whoever may not read that', async () => {
    on(
      personalizePolicyReadPermission,
      when(isInAccount({ accountIds: [SHOP] })),
    );
    const { body } = await portal.get('/setups?search=reco', PERSON);

    expect(body.items[0].failing[0].title).toMatch(/opens more than requested/);
    expect(JSON.stringify(body)).not.toContain('999999999999');
  });
});

describe('GET /setups/:name', () => {
  it('answers with all checks', async () => {
    const { status, body } = await portal.get('/setups/reco', PERSON);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'reco',
      status: 'failed',
      owner: 'group:default/recommendations',
      checks: [QUOTING],
    });
  });

  it('gives the catalog what it asks for', async () => {
    portal.rules.decide = () => DENY;

    expect((await portal.get('/setups/reco', CATALOG)).status).toBe(200);
  });

  it('quotes nothing of others to whoever may not read that', async () => {
    on(personalizePolicyReadPermission, DENY);
    const { body } = await portal.get('/setups/reco', PERSON);

    expect(JSON.stringify(body)).not.toContain('999999999999');
  });
});

describe('GET /setups/:name/changes', () => {
  it('answers with the history, the newest first', async () => {
    const { body } = await portal.get('/setups/reco/changes', PERSON);

    expect(body.items).toEqual([
      expect.objectContaining({
        kind: 'change',
        person: ANA,
        taskId: 'task-1',
        outcome: 'open',
        change: CHANGE,
      }),
      expect.objectContaining({ kind: 'registered', person: ANA }),
    ]);
  });

  it('comes in pages', async () => {
    const { body: first } = await portal.get(
      '/setups/reco/changes?limit=1',
      PERSON,
    );
    const { body: second } = await portal.get(
      `/setups/reco/changes?limit=1&cursor=${first.nextCursor}`,
      PERSON,
    );

    expect([...first.items, ...second.items].map(({ kind }) => kind)).toEqual([
      'change',
      'registered',
    ]);
    expect(second.nextCursor).toBeUndefined();
  });

  it('redacts what others wrote for whoever may not read that', async () => {
    on(personalizePolicyReadPermission, DENY);
    const { body } = await portal.get('/setups/reco/changes', PERSON);

    expect(body.items[0].change.after.Statement).toEqual([
      { Sid: 'Payroll', Effect: 'Allow', redacted: expect.any(String) },
    ]);
    expect(JSON.stringify(body)).not.toContain('999999999999');
  });

  it('is not for the catalog', async () => {
    expect((await portal.get('/setups/reco/changes', CATALOG)).status).toBe(
      403,
    );
  });
});

describe('POST /setups/:name/check', () => {
  const check = (name: string, token = PERSON) =>
    portal.call('POST', `/setups/${name}/check`, token);

  it('answers how the set-up stands, which nobody knows where AWS can’t be reached', async () => {
    portal.audited.length = 0;
    const { status, body } = await check('orders', as.person(BEN));

    expect(status).toBe(200);
    // No run has proven it, and only a proof ends that.
    expect(body.status).toBe('pending');
    expect(new Set(body.checks.map(({ outcome }: Check) => outcome))).toEqual(
      new Set(['unknown']),
    );
    expect(portal.audited).toEqual([
      expect.objectContaining({
        eventId: 'setup-check',
        outcome: 'succeeded',
        meta: expect.objectContaining({ person: BEN, setup: 'orders' }),
      }),
    ]);
    expect(portal.published).toContainEqual({
      topic: 'personalize.setups',
      eventPayload: { name: 'orders' },
    });
  });

  it.each([
    ['no permission', DENY],
    [
      'a permission for another group',
      when(isOwnedBy({ groups: ['group:default/orders'] })),
    ],
  ])('refuses a person with %s to check', async (_what, decision) => {
    on(personalizeSetupCheckPermission, decision);
    const { status, body } = await check('reco');

    expect(status).toBe(403);
    expect(body.error.message).toBe(
      'user:default/ana has no permission personalize.setup.check for set-up reco of group:default/recommendations. Ask the team that runs the portal.',
    );
  });

  it.each(['check', 'discard'])(
    'and %s is refused to a person of another team, whatever the policy allows',
    async action => {
      const { status, body } = await portal.call(
        'POST',
        `/setups/orders/${action}`,
        PERSON,
      );

      expect(status).toBe(403);
      expect(body.error.message).toMatch(
        /^user:default\/ana can't act on set-up orders in account 222222222222: it belongs to group:default\/shop/,
      );
    },
  );

  it('refuses a person who may check but not see it', async () => {
    on(personalizeSetupReadPermission, DENY);

    expect((await check('reco')).status).toBe(403);
  });

  it('refuses one that was taken back', async () => {
    await register(portal, 'gone');
    await portal.call('POST', '/ledger/setups/gone/revoked', ANA_IN_TASK, {
      ...(await begun(portal, 'gone')),
      kept: [],
    });

    expect((await check('gone')).status).toBe(409);
  });
});

describe('whether there is a set-up', () => {
  const routes: ['GET' | 'POST', string][] = [
    ['GET', ''],
    ['GET', '/changes'],
    ['POST', '/check'],
  ];

  it.each(routes)(
    '%s /setups/:name%s tells whoever may see all',
    async (method, rest) => {
      const { status, body } = await portal.call(
        method,
        `/setups/nothing${rest}`,
        PERSON,
      );

      expect(status).toBe(404);
      expect(body.error.name).toBe('NotFoundError');
    },
  );

  describe.each<[string, PolicyDecision]>([
    ['denied', DENY],
    ['allowed another account', when(isInAccount({ accountIds: [SHOP] }))],
    [
      'allowed another group',
      when(isOwnedBy({ groups: ['group:default/shop'] })),
    ],
    ['allowed another set-up', when(isSetup({ names: ['orders'] }))],
    [
      'allowed what isn’t of its account',
      when({ not: isInAccount({ accountIds: [DATA] }) }),
    ],
  ])('is kept from somebody who is %s', (_who, decision) => {
    it.each(routes)('by %s /setups/:name%s', async (method, rest) => {
      on(personalizeSetupReadPermission, decision);
      const [there, nowhere] = await Promise.all(
        ['reco', 'nope'].map(name =>
          portal.call(method, `/setups/${name}${rest}`, PERSON),
        ),
      );

      expect(there.status).toBe(403);
      expect(JSON.stringify(there).replaceAll('reco', 'nope')).toBe(
        JSON.stringify(nowhere),
      );
    });
  });
});
