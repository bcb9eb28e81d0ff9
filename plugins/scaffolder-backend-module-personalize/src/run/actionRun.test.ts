import { PermissionsService } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConflictError, ServiceUnavailableError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  AuthorizeResult,
  PermissionCondition,
  PermissionCriteria,
  PolicyDecision,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  Claim,
  ForeignPolicyError,
  Guardrails,
  parseCreateRoleRequest,
  parseGrantS3Request,
  parseRegisterRequest,
  parseSetupRequest,
  personalizePlanCreatePermission,
  personalizeRoleAdoptPermission,
  personalizeSetupAdministerPermission,
  personalizeSetupApplyPermission,
  personalizeSetupCheckPermission,
  personalizeSetupReadPermission,
  roleOfSetup,
  SetupRecord,
  Team,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  AwsSessions,
  createPersonalizeConditionalDecision,
  Journal,
  LedgerJournal,
  personalizeConditions,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { FakeAuditor } from '../__testUtils__/fakeAuditor';
import {
  fakeLedger,
  SHOP,
  SHOP_CLAIM,
  shopRecord,
} from '../__testUtils__/fakeLedger';
import { openSession } from '../__testUtils__/openSession';
import { ActionEnvironment, AttemptContext, inSession } from './actionRun';

const role = {
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: 'personalize-shop',
};

const input = {
  ...role,
  buckets: [{ bucket: 'reco-data', workflows: ['import'] }],
};

const person = mockCredentials.user('user:default/ana');

/** A team that owns everything, so that AWS isn't called. */
const ALL_IS_THEIRS: Team = {
  group: 'group:default/recommendations',
  path: 'personalize.teams',
  accounts: ['*'],
  buckets: ['*'],
  keys: ['*'],
  bucketOwners: [],
};

type Decide = (permission: ResourcePermission) => PolicyDecision;

function environmentWith({
  guardrails = {},
  groups = ['user:default/ana', 'group:default/recommendations'],
  decide = () => ({ result: AuthorizeResult.ALLOW }),
  setups = [],
  platformTeams = [],
}: {
  guardrails?: Guardrails;
  groups?: string[];
  decide?: Decide;
  setups?: SetupRecord[];
  platformTeams?: string[];
} = {}) {
  const open = jest.fn<
    ReturnType<AwsSessions['open']>,
    Parameters<AwsSessions['open']>
  >(async () => {
    throw new Error('the session was opened');
  });
  const authorizeConditional = jest.fn<
    ReturnType<PermissionsService['authorizeConditional']>,
    Parameters<PermissionsService['authorizeConditional']>
  >(async queries => queries.map(({ permission }) => decide(permission)));
  const ledger = fakeLedger(...setups);
  const auditor = new FakeAuditor();
  const environment: ActionEnvironment = {
    ledger,
    auditor,
    sessions: {
      accounts: [
        { accountId: '123456789012', name: 'test', regions: ['us-east-1'] },
      ],
      open,
    },
    guardrails,
    platformTeams,
    auth: mockServices.auth(),
    userInfo: mockServices.userInfo({ ownershipEntityRefs: groups }),
    permissions: {
      ...mockServices.permissions.mock(),
      authorizeConditional,
    },
  };
  return { environment, open, authorizeConditional, ledger, auditor };
}

function contextWith(overrides: Partial<AttemptContext> = {}): AttemptContext {
  return {
    input,
    logger: mockServices.logger.mock(),
    task: { id: 'task-1' },
    getInitiatorCredentials: async () => person,
    ...overrides,
  };
}

const attempt = {
  action: 'personalize:grant-s3',
  parse: parseGrantS3Request,
  access: 'write',
  permissions: () => [personalizeSetupApplyPermission],
  takesUnclaimed: true,
} as const;

const without =
  (missing: ResourcePermission): Decide =>
  ({ name }) => ({
    result:
      name === missing.name ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
  });

const { isInAccount, isOwnedBy, isSetup } = personalizeConditions;

/** The policy's answer to every question. */
function onCondition(
  conditions: PermissionCriteria<PermissionCondition<'personalize-setup'>>,
) {
  return createPersonalizeConditionalDecision(
    personalizeSetupApplyPermission,
    conditions,
  );
}

async function refusalOf(
  environment: ActionEnvironment,
  context: AttemptContext,
): Promise<Error> {
  const work = jest.fn();
  const error = await inSession(environment, context, attempt, work).then(
    () => new Error('it was not refused'),
    (reason: Error) => reason,
  );
  expect(work).not.toHaveBeenCalled();
  return error;
}

describe('an attempt', () => {
  it.each([
    ['a service', mockCredentials.service('plugin:scaffolder')],
    ['nobody', mockCredentials.none()],
  ])('is refused when %s started it', async (_who, credentials) => {
    const { environment, open, authorizeConditional } = environmentWith();
    const error = await refusalOf(
      environment,
      contextWith({ getInitiatorCredentials: async () => credentials }),
    );
    expect(error).toMatchObject({ name: 'NotAllowedError' });
    expect(error.message).toContain('No person started this run');
    expect(authorizeConditional).not.toHaveBeenCalled();
    expect(open).not.toHaveBeenCalled();
  });

  it('is refused with field, value and rule when the input is malformed, without asking AWS', async () => {
    const { environment, open } = environmentWith();
    const error = await refusalOf(
      environment,
      contextWith({ input: { ...input, accountId: '12345' } }),
    );
    expect(error).toMatchObject({ name: 'InputError' });
    expect(error.message).toMatch(/accountId: "12345" .*12 digits/);
    expect(open).not.toHaveBeenCalled();
  });

  it('is refused by a guardrail, which is named with its path', async () => {
    const { environment, open } = environmentWith({
      guardrails: { roleNamePattern: '^reco-' },
    });
    const error = await refusalOf(environment, contextWith());
    expect(error.message).toContain('personalize.guardrails.roleNamePattern');
    expect(open).not.toHaveBeenCalled();
  });

  it('is refused outside of the configured accounts', async () => {
    const { environment, open } = environmentWith();
    const error = await refusalOf(
      environment,
      contextWith({ input: { ...input, accountId: '999999999999' } }),
    );
    expect(error.message).toContain('personalize.accounts');
    expect(open).not.toHaveBeenCalled();
  });

  it('is refused when the initiator lacks a permission, which is named', async () => {
    const { environment, open, authorizeConditional } = environmentWith({
      decide: without(personalizeSetupApplyPermission),
    });
    const error = await refusalOf(environment, contextWith());
    expect(error).toMatchObject({ name: 'NotAllowedError' });
    expect(error.message).toBe(
      'user:default/ana has no permission personalize.setup.apply for account 123456789012, group:default/recommendations; nothing was called. Ask the team that runs the portal.',
    );
    expect(authorizeConditional).toHaveBeenCalledWith(expect.anything(), {
      credentials: person,
    });
    expect(open).not.toHaveBeenCalled();
  });

  it('is refused when one of several permissions is missing', async () => {
    const { environment } = environmentWith({
      decide: without(personalizeRoleAdoptPermission),
    });
    await expect(
      inSession(
        environment,
        contextWith(),
        {
          ...attempt,
          permissions: () => [
            personalizeSetupApplyPermission,
            personalizeRoleAdoptPermission,
          ],
        },
        jest.fn(),
      ),
    ).rejects.toThrow(/no permission personalize\.role\.adopt for/);
  });

  it.each([
    ['another account', isInAccount({ accountIds: ['210987654321'] })],
    ['another group', isOwnedBy({ groups: ['group:default/orders'] })],
    ['a set-up, which the request doesn’t name', isSetup({ names: ['shop'] })],
  ])(
    'is refused when the permission is for %s only',
    async (_what, condition) => {
      const { environment, open } = environmentWith({
        decide: () => onCondition(condition),
      });
      const error = await refusalOf(environment, contextWith());
      expect(error.message).toMatch(/no permission personalize\.setup\.apply/);
      expect(open).not.toHaveBeenCalled();
    },
  );

  it('goes on when the permission is for this account and one of the groups', async () => {
    const { environment } = environmentWith({
      decide: () =>
        onCondition({
          allOf: [
            isInAccount({ accountIds: ['123456789012'] }),
            isOwnedBy({ groups: ['group:default/recommendations'] }),
          ],
        }),
    });
    const error = await refusalOf(environment, contextWith());
    expect(error.message).toBe('the session was opened');
  });

  it('is refused when the portal can’t tell the groups of the initiator', async () => {
    const { environment, open, authorizeConditional } = environmentWith();
    const error = await refusalOf(
      {
        ...environment,
        userInfo: {
          async getUserInfo() {
            throw new Error('401 Unauthorized');
          },
        },
      },
      contextWith(),
    );
    expect(error).toMatchObject({ name: 'NotAllowedError' });
    expect(error.message).toMatch(
      /can't tell which groups user:default\/ana belongs to; nothing was called/,
    );
    expect(authorizeConditional).not.toHaveBeenCalled();
    expect(open).not.toHaveBeenCalled();
  });

  describe('for a set-up with an owner', () => {
    const setup = contextWith({
      input: {
        accountId: '123456789012',
        region: 'us-east-1',
        roleName: 'personalize-shop',
        name: 'shop',
        owner: 'Recommendations',
        s3: [],
      },
    });
    const plan = {
      action: 'personalize:plan',
      parse: parseSetupRequest,
      access: 'read',
      permissions: () => [personalizePlanCreatePermission],
    } as const;

    it('is refused when the initiator isn’t in that group', async () => {
      const { environment, open, authorizeConditional } = environmentWith({
        groups: ['user:default/ana', 'group:default/orders'],
      });
      await expect(
        inSession(environment, setup, plan, jest.fn()),
      ).rejects.toThrow(
        'owner: "group:default/recommendations" was given, but user:default/ana belongs to group:default/orders; nothing was called.',
      );
      expect(authorizeConditional).not.toHaveBeenCalled();
      expect(open).not.toHaveBeenCalled();
    });

    it('asks the permissions for that group alone, though the initiator is in others, too', async () => {
      const { environment } = environmentWith({
        groups: ['group:default/orders', 'group:default/recommendations'],
        decide: () =>
          onCondition(isOwnedBy({ groups: ['group:default/orders'] })),
      });
      await expect(
        inSession(environment, setup, plan, jest.fn()),
      ).rejects.toThrow(/no permission personalize\.plan\.create/);
    });
  });

  it('opens the session with write access for the task, the step and the person', async () => {
    const { environment, open } = environmentWith();
    const signal = new AbortController().signal;
    await refusalOf(
      environment,
      contextWith({ signal, step: { id: 'grant-s3' } }),
    );
    expect(open).toHaveBeenCalledWith(
      expect.objectContaining({
        accountId: '123456789012',
        region: 'us-east-1',
        access: 'write',
        identity: {
          taskId: 'task-1',
          stepId: 'grant-s3',
          person: 'user:default/ana',
        },
        signal,
      }),
    );
  });

  it('only reads in a dry run', async () => {
    const { environment, open } = environmentWith();
    await refusalOf(environment, contextWith({ isDryRun: true }));
    expect(open).toHaveBeenCalledWith(
      expect.objectContaining({ access: 'read' }),
    );
  });

  it('shows the reader the message and no stack', async () => {
    const { environment } = environmentWith();
    const error = await refusalOf(environment, contextWith());
    expect(error.stack).toBe('Error: the session was opened');
  });

  it('asks the ledger what it knows of the role before the session is opened', async () => {
    const { environment, open, ledger } = environmentWith();
    ledger.roleRecord.mockRejectedValue(
      new ServiceUnavailableError('The ledger can’t be reached'),
    );
    const error = await refusalOf(environment, contextWith());
    expect(error).toMatchObject({ name: 'ServiceUnavailableError' });
    expect(ledger.roleRecord).toHaveBeenCalledWith(
      expect.objectContaining({
        accountId: '123456789012',
        region: 'us-east-1',
        roleName: 'personalize-shop',
      }),
    );
    expect(open).not.toHaveBeenCalled();
  });

  const recording = expect.any(LedgerJournal);

  it.each<[string, Partial<AttemptContext>, 'read' | 'write', object]>([
    [
      'writes',
      {},
      'write',
      { access: 'write', journal: recording, reach: expect.any(Function) },
    ],
    ['is a dry run', { isDryRun: true }, 'write', { access: 'read' }],
    ['only reads', {}, 'read', { access: 'read' }],
  ])(
    'that %s has a session that writes through the ledger and within its reach, or can’t write',
    async (_what, context, access, session) => {
      const { environment, open } = environmentWith();
      await inSession(
        environment,
        contextWith(context),
        { ...attempt, access },
        jest.fn(),
      ).catch(() => {});
      const [[options]] = open.mock.calls;
      const { logger, identity, ...opened } = options;
      expect(opened).toEqual({
        accountId: role.accountId,
        region: role.region,
        rolesOnRecord: new Map(),
        written: {},
        ...session,
      });
    },
  );

  it('reads what it may write before a session that writes is opened', async () => {
    const { environment, open, ledger } = environmentWith();
    await inSession(environment, contextWith(), attempt, jest.fn()).catch(
      () => {},
    );
    const [[options]] = open.mock.calls;
    const reader = await openSession();
    // The role has no inline policy.
    jest
      .spyOn(reader.iam.client, 'send')
      .mockImplementation(async () => ({ PolicyNames: [], $metadata: {} }));
    open.mockResolvedValueOnce(reader);
    const reach = 'reach' in options ? await options.reach() : undefined;

    expect(reach).toMatchObject({ buckets: ['reco-data'] });
    expect(open.mock.lastCall?.[0]).toMatchObject({ access: 'read' });
    expect(open.mock.lastCall?.[0]).not.toHaveProperty('journal');
    expect(ledger.runChanges).toHaveBeenCalledWith(
      expect.objectContaining({ roleName: 'personalize-shop' }),
      'task-1',
    );
  });

  it('has a session that knows what is recorded of writes of late', async () => {
    const { environment, open, ledger } = environmentWith();
    const written = {
      'arn:aws:s3:::reco-data': { written: 'b', superseded: ['a'], ageMs: 5 },
    };
    ledger.roleRecord.mockResolvedValue({
      holdings: [],
      asked: {},
      openIntents: [],
      written,
    });
    await refusalOf(environment, contextWith());
    expect(open).toHaveBeenCalledWith(expect.objectContaining({ written }));
  });

  describe('on a role that belongs to a set-up', () => {
    const ORDERS = ['group:default/orders'];
    const PLATFORM = ['group:default/platform'];
    const claimedBy = (owner: string, more: Partial<Claim> = {}) =>
      shopRecord({ claim: { ...SHOP_CLAIM, owner, ...more } });
    const adopting = {
      ...attempt,
      parse: parseCreateRoleRequest,
      permissions: () => [
        personalizeSetupApplyPermission,
        personalizeRoleAdoptPermission,
      ],
    };
    const noRead = without(personalizeSetupReadPermission);
    const refused = async (given: Parameters<typeof environmentWith>[0]) => {
      const { environment, open } = environmentWith(given);
      const error = await refusalOf(environment, contextWith());
      expect(open).toHaveBeenCalledTimes(
        error.message === 'the session was opened' ? 1 : 0,
      );
      return error;
    };

    it('is refused whatever the policy allows, and says whose it is to those who may read that', async () => {
      const error = await refused({ groups: ORDERS, setups: [shopRecord()] });
      expect(error).toMatchObject({
        name: 'NotAllowedError',
        message:
          'user:default/ana can\'t act on role personalize-shop in account 123456789012: it belongs to group:default/recommendations (set-up "shop"), and user:default/ana belongs to group:default/orders. Nothing was called. Ask somebody in group:default/recommendations to do it, or choose another name.',
      });
      const unread = await refused({
        groups: ORDERS,
        setups: [shopRecord()],
        decide: noRead,
      });
      expect(unread.message).toBe(
        "user:default/ana can't act on role personalize-shop in account 123456789012: it belongs to somebody else. Nothing was called. Ask the team that runs the portal, or choose another name.",
      );
    });

    it.each<[string, Parameters<typeof environmentWith>[0], boolean]>([
      ['a member of the owner', { setups: [shopRecord()] }, true],
      [
        'a member without the permission for it',
        {
          groups: ['group:default/recommendations', ...ORDERS],
          setups: [shopRecord()],
          decide: () => onCondition(isOwnedBy({ groups: ORDERS })),
        },
        false,
      ],
      [
        'a member with the permission for it alone',
        {
          groups: ['group:default/recommendations', ...ORDERS],
          setups: [shopRecord()],
          decide: () => onCondition(isSetup({ names: ['shop'] })),
        },
        true,
      ],
      [
        'the person whose own it is',
        { groups: [], setups: [claimedBy('user:default/ana')] },
        true,
      ],
      [
        'another person',
        { groups: ORDERS, setups: [claimedBy('user:default/ben')] },
        false,
      ],
      [
        'a platform person',
        { groups: PLATFORM, platformTeams: PLATFORM, setups: [shopRecord()] },
        true,
      ],
      [
        'a member of a platform team without the permission',
        {
          groups: PLATFORM,
          platformTeams: PLATFORM,
          setups: [shopRecord()],
          decide: without(personalizeSetupAdministerPermission),
        },
        false,
      ],
      [
        'somebody with the permission in no platform team',
        { groups: PLATFORM, setups: [shopRecord()] },
        false,
      ],
      [
        'the last owner, where a revoke left it',
        { setups: [claimedBy(SHOP.owner, { state: 'reserved' })] },
        true,
      ],
      [
        'others, where a revoke left it',
        {
          groups: ORDERS,
          setups: [claimedBy(SHOP.owner, { state: 'reserved' })],
        },
        false,
      ],
    ])('lets %s on: %#', async (_who, given, goesOn) => {
      const { message } = await refused(given);
      expect(message === 'the session was opened').toBe(goesOn);
    });

    it('gives others what a revoke left where they adopt it, as if nobody had claimed it', async () => {
      const { environment, open } = environmentWith({
        groups: ORDERS,
        setups: [claimedBy(SHOP.owner, { state: 'reserved', roleId: 'AROA1' })],
      });
      await inSession(
        environment,
        contextWith({
          input: { ...role, adopt: true },
        }),
        adopting,
        jest.fn(),
      ).catch(() => {});
      const [[{ rolesOnRecord }]] = open.mock.calls;
      expect(rolesOnRecord?.get(SHOP.roleArn)).toBeUndefined();
    });

    it('gives it to nobody who asks to adopt it in an action that adopts nothing', async () => {
      const { environment, open } = environmentWith({
        groups: ORDERS,
        setups: [claimedBy(SHOP.owner, { state: 'reserved' })],
      });
      await expect(
        inSession(
          environment,
          contextWith({ input: { ...role, adopt: true } }),
          { ...adopting, permissions: () => [personalizeSetupCheckPermission] },
          jest.fn(),
        ),
      ).rejects.toThrow(/can't act on role personalize-shop, which a set-up/);
      expect(open).not.toHaveBeenCalled();
    });

    it.each<[string, SetupRecord[]]>([
      ['what a revoke left', [claimedBy(SHOP.owner, { state: 'reserved' })]],
      ['what nobody has claimed', []],
    ])(
      'lets nobody without a group adopt %s, whatever the policy allows',
      async (_what, setups) => {
        const { environment, open } = environmentWith({ groups: [], setups });
        await expect(
          inSession(
            environment,
            contextWith({ input: { ...role, adopt: true } }),
            adopting,
            jest.fn(),
          ),
        ).rejects.toMatchObject({
          name: 'NotAllowedError',
          message:
            'adopt: user:default/ana belongs to no group, and only a group can adopt a role; nothing was called. Ask somebody in the team that should own role personalize-shop to do it, or ask the team that runs the portal.',
        });
        expect(open).not.toHaveBeenCalled();
      },
    );

    it('lets a person without a group go on with what is their own', async () => {
      const { environment } = environmentWith({
        groups: [],
        setups: [claimedBy('user:default/ana')],
      });
      await expect(
        inSession(
          environment,
          contextWith({ input: { ...role, adopt: true } }),
          adopting,
          jest.fn(),
        ),
      ).rejects.toThrow('the session was opened');
    });

    it('records under the claim that it found, and under the one that it makes', async () => {
      const session = await openSession();
      const intents: unknown[] = [];
      const seen: unknown[] = [];
      for (const setups of [[shopRecord()], []]) {
        const { environment, ledger } = environmentWith({ setups });
        ledger.claim.mockResolvedValue({ ...SHOP_CLAIM, seq: 12 });
        let journal: Journal | undefined;
        await inSession(
          {
            ...environment,
            teams: [ALL_IS_THEIRS],
            sessions: {
              ...environment.sessions,
              async open(options) {
                journal = 'journal' in options ? options.journal : undefined;
                return session;
              },
            },
          },
          contextWith(),
          attempt,
          async run => {
            expect(await run.claim({ holders: [], claimsRole: true })).toBe(
              setups.length > 0 ? SHOP_CLAIM.seq : 12,
            );
            await journal?.exclusive(
              {
                resource: SHOP.roleArn,
                name: 'the role',
                signal: session.signal,
                logger: session.logger,
              },
              turn =>
                turn.open(
                  {
                    part: 'role',
                    resource: SHOP.roleArn,
                    operation: 'update',
                  },
                  session.requests,
                ),
            );
          },
        );
        intents.push(ledger.openIntent.mock.calls[0][0].claimSeq);
        seen.push(ledger.claim.mock.calls[0][0].claimSeq);
      }
      expect(intents).toEqual([SHOP_CLAIM.seq, 12]);
      expect(seen).toEqual([SHOP_CLAIM.seq, 0]);
    });
  });

  describe('on a role that nobody has claimed', () => {
    const other = { ...attempt, takesUnclaimed: false };

    it('is refused, with what to do first', async () => {
      for (const setups of [
        [],
        [shopRecord({ claim: { ...SHOP_CLAIM, state: 'reserved' } })],
      ]) {
        const { environment, open } = environmentWith({ setups });
        await expect(
          inSession(environment, contextWith(), other, jest.fn()),
        ).rejects.toThrow(
          'roleName: role personalize-shop in account 123456789012 belongs to no set-up and nobody has claimed it; nothing was called. First register it with personalize:register, or create it with personalize:create-role.',
        );
        expect(open).not.toHaveBeenCalled();
      }
    });

    it('goes on in a dry run, whose steps before would claim it', async () => {
      const { environment } = environmentWith();
      await expect(
        inSession(
          environment,
          contextWith({ isDryRun: true }),
          other,
          jest.fn(),
        ),
      ).rejects.toThrow('the session was opened');
    });
  });

  describe('for a set-up that changes its owner', () => {
    const ORDERS = 'group:default/orders';
    const handOver = async (
      given: Parameters<typeof environmentWith>[0],
      name = 'shop',
    ) => {
      const { environment } = environmentWith({
        setups: [shopRecord()],
        ...given,
      });
      return inSession(
        environment,
        contextWith({
          input: { ...role, name, owner: 'orders' },
        }),
        { ...attempt, parse: parseRegisterRequest },
        jest.fn(),
      ).then(
        () => 'done',
        (error: Error) => error.message,
      );
    };
    const platform = {
      groups: ['group:default/platform'],
      platformTeams: ['group:default/platform'],
    };

    it('needs somebody of both owners, or a platform person', async () => {
      const both = [SHOP.owner, ORDERS];
      const goesOn = 'the session was opened';
      expect(await handOver({ groups: both })).toBe(goesOn);
      expect(await handOver({ groups: [SHOP.owner] })).toMatch(/^owner: /);
      expect(await handOver({ groups: [ORDERS] })).toMatch(/can't act on/);
      expect(await handOver(platform)).toBe(goesOn);
      expect(await handOver({ ...platform, setups: [] })).toMatch(/^owner: /);
    });

    it('needs a platform person where its owner left the catalog', async () => {
      const setups = [shopRecord({ setup: { ...SHOP, ownerMissing: true } })];
      expect(await handOver({ groups: [SHOP.owner, ORDERS], setups })).toMatch(
        /left the catalog, so only the team that runs the portal/,
      );
      expect(await handOver({ ...platform, setups })).toBe(
        'the session was opened',
      );
    });

    it('asks the permissions for both owners', async () => {
      const groups = [SHOP.owner, ORDERS];
      for (const owner of groups) {
        expect(
          await handOver({
            groups,
            decide: () => onCondition(isOwnedBy({ groups: [owner] })),
          }),
        ).toMatch(/no permission personalize\.setup\.apply/);
      }
    });
  });

  describe('on a set-up that is named', () => {
    const named = {
      ...attempt,
      access: 'read',
      parse: (_input: unknown, _guardrails: Guardrails, record?: SetupRecord) =>
        record
          ? { role: roleOfSetup(record.setup) }
          : parseGrantS3Request(input),
      permissions: () => [personalizeSetupCheckPermission],
      named: [personalizeSetupCheckPermission],
    } as const;

    const visitor = {
      groups: ['group:default/visitors'],
      decide: () =>
        onCondition(isOwnedBy({ groups: ['group:default/visitors'] })),
    };

    async function namedBy(
      given: Parameters<typeof environmentWith>[0],
      context: Partial<AttemptContext>,
    ) {
      const { environment, ...more } = environmentWith(given);
      const error = await inSession(
        environment,
        contextWith(context),
        named,
        jest.fn(),
      ).then(
        () => new Error('it was not refused'),
        (reason: Error) => reason,
      );
      return { error, ...more };
    }

    it('derives the role, and is judged for the owner alone, whatever guardrails and teams are by now', async () => {
      const { error, open } = await namedBy(
        {
          guardrails: { roleNamePattern: '^reco-' },
          groups: ['group:default/platform'],
          platformTeams: ['group:default/platform'],
          decide: () =>
            onCondition(
              isOwnedBy({ groups: ['group:default/recommendations'] }),
            ),
          setups: [shopRecord()],
        },
        { input: { name: 'shop' } },
      );
      expect(error.message).toBe('the session was opened');
      expect(open).toHaveBeenCalledWith(
        expect.objectContaining({ accountId: SHOP.accountId }),
      );
    });

    it('refuses a name that isn’t registered as it refuses one that isn’t theirs', async () => {
      const theirs = await namedBy(
        { ...visitor, setups: [shopRecord()] },
        { input: { name: 'shop' } },
      );
      const nobodys = await namedBy(visitor, { input: { name: 'shop' } });
      const besideRole = await namedBy(
        { ...visitor, setups: [shopRecord()] },
        { input: { ...input, name: 'shop' }, isDryRun: true },
      );

      expect(theirs.error.name).toBe('NotAllowedError');
      expect(theirs.error.message).toBe(
        'name: user:default/ana has no permission for a set-up "shop", or it doesn\'t exist, or it was already removed; nothing was called. Ask the team that runs the portal.',
      );
      for (const { error, open } of [theirs, nobodys, besideRole]) {
        expect(error).toMatchObject({
          name: theirs.error.name,
          message: theirs.error.message,
        });
        expect(open).not.toHaveBeenCalled();
      }
    });

    it('tells those who may read every set-up that there is none', async () => {
      const { error } = await namedBy({}, { input: { name: 'shop' } });
      expect(error).toMatchObject({ name: 'NotFoundError' });
      expect(error.message).toContain('no set-up "shop" is registered');
    });

    it('names the missing permission to those who may read the set-up', async () => {
      const { error } = await namedBy(
        {
          decide: without(personalizeSetupCheckPermission),
          setups: [shopRecord()],
        },
        { input: { name: 'shop' } },
      );
      expect(error.message).toBe(
        'user:default/ana has no permission personalize.setup.check for account 123456789012, group:default/recommendations; nothing was called. Ask the team that runs the portal.',
      );
    });

    it('refuses another role beside the name, with field, value and rule', async () => {
      const { error } = await namedBy(
        { setups: [shopRecord()] },
        { input: { ...input, name: 'shop', region: 'eu-west-1' } },
      );
      expect(error).toMatchObject({ name: 'InputError' });
      expect(error.message).toMatch(
        /^region: "eu-west-1" was given, but set-up shop is registered with us-east-1/,
      );
    });

    it('refuses in earnest a role that isn’t registered under the name', async () => {
      const { error } = await namedBy(
        {},
        { input: { ...input, name: 'shop' } },
      );
      expect(error.name).toBe('NotFoundError');
    });

    it.each<[string, JsonObject, boolean, SetupRecord | undefined]>([
      ['the name alone', { name: 'shop' }, false, shopRecord()],
      ['the name alone in a dry run', { name: 'shop' }, true, shopRecord()],
      [
        'a role beside the name',
        { ...input, name: 'shop' },
        false,
        shopRecord(),
      ],
      [
        'a role beside the name in a dry run, whose steps before have made nothing yet',
        { ...input, name: 'shop' },
        true,
        undefined,
      ],
    ])('reads %s with what is on record, or without', async (...row) => {
      const [, given, isDryRun, record] = row;
      const parse = jest.fn(() => ({ role: roleOfSetup(SHOP) }));
      const { environment } = environmentWith({ setups: [shopRecord()] });
      await inSession(
        environment,
        contextWith({ input: given, isDryRun }),
        { ...named, parse },
        jest.fn(),
      ).catch(() => {});
      expect(parse).toHaveBeenCalledWith(given, expect.anything(), record);
    });

    it('goes on by the role in a dry run of what isn’t registered yet', async () => {
      const { error } = await namedBy(
        {},
        { input: { ...input, name: 'shop' }, isDryRun: true },
      );
      expect(error.message).toBe('the session was opened');
    });
  });

  describe('is told to the auditor', () => {
    const meta = {
      person: 'user:default/ana',
      taskUser: 'user:default/ben',
      taskId: 'task-1',
      stepId: 'grant',
      action: 'personalize:grant-s3',
      dryRun: false,
      accountId: '123456789012',
      roleName: 'personalize-shop',
    };
    const context: Partial<AttemptContext> = {
      user: { ref: 'user:default/ben' },
      step: { id: 'grant' },
    };

    it('when it was made', async () => {
      const { environment, auditor } = environmentWith();
      const session = await openSession();
      await inSession(
        {
          ...environment,
          teams: [ALL_IS_THEIRS],
          sessions: { ...environment.sessions, open: async () => session },
        },
        contextWith(context),
        attempt,
        async () => {},
      );
      expect(auditor.events).toEqual([
        {
          eventId: 'action',
          severityLevel: 'medium',
          outcome: 'success',
          meta,
        },
      ]);
    });

    it('with the error, when it fails', async () => {
      const { environment, auditor } = environmentWith();
      const error = await refusalOf(environment, contextWith(context));
      expect(auditor.events).toEqual([
        expect.objectContaining({ outcome: 'failure', error, meta }),
      ]);
    });

    it('without a person, when a service started it', async () => {
      const { environment, auditor } = environmentWith();
      await refusalOf(
        environment,
        contextWith({
          input: { roleName: 5 },
          isDryRun: true,
          getInitiatorCredentials: async () => mockCredentials.service(),
        }),
      );
      expect(auditor.events).toEqual([
        {
          eventId: 'action',
          severityLevel: 'medium',
          outcome: 'failure',
          error: expect.objectContaining({ name: 'NotAllowedError' }),
          meta: {
            taskId: 'task-1',
            action: 'personalize:grant-s3',
            dryRun: true,
          },
        },
      ]);
    });

    it('with no more of a name than a role of AWS can have', async () => {
      const { environment, auditor } = environmentWith();
      const endless = {
        accountId: '1'.repeat(100_000),
        roleName: 'x'.repeat(100_000),
      };
      await refusalOf(environment, contextWith({ input: endless }));
      expect(auditor.events).toEqual([
        expect.objectContaining({
          meta: expect.objectContaining({
            accountId: '1'.repeat(64),
            roleName: 'x'.repeat(64),
          }),
        }),
      ]);
    });

    it('with the role of the set-up that it names', async () => {
      const { environment, auditor } = environmentWith({
        setups: [shopRecord()],
      });
      await inSession(
        environment,
        contextWith({ input: { name: 'shop' } }),
        {
          ...attempt,
          parse: (_input, _guardrails, record) => ({
            role: roleOfSetup(record?.setup ?? SHOP),
          }),
          named: [],
        },
        jest.fn(),
      ).catch(() => {});
      expect(auditor.events).toEqual([
        expect.objectContaining({
          meta: expect.objectContaining({ roleName: 'personalize-shop' }),
        }),
      ]);
    });

    it('with the set-up that it names, where it is refused that', async () => {
      const { environment, auditor } = environmentWith();
      await inSession(
        environment,
        contextWith({ input: { name: 'shop' } }),
        { ...attempt, named: [] },
        jest.fn(),
      ).catch(() => {});
      expect(auditor.events).toEqual([
        expect.objectContaining({
          outcome: 'failure',
          meta: expect.objectContaining({
            person: 'user:default/ana',
            setup: 'shop',
          }),
        }),
      ]);
    });

    it('and to the reader of the log without what others wrote in policies', async () => {
      const { environment, auditor } = environmentWith();
      const session = await openSession();
      const error = new ForeignPolicyError(
        'It lets arn:aws:iam::999999999999:root in',
        'It also names others',
      );
      const run = inSession(
        {
          ...environment,
          teams: [ALL_IS_THEIRS],
          sessions: { ...environment.sessions, open: async () => session },
        },
        contextWith(context),
        attempt,
        async () => {
          throw error;
        },
      );
      await expect(run).rejects.toEqual(
        new ConflictError('It also names others'),
      );
      expect(auditor.events).toEqual([
        expect.objectContaining({
          error: expect.objectContaining({ message: 'It also names others' }),
        }),
      ]);
    });

    it('or isn’t made', async () => {
      const { environment, open } = environmentWith();
      const error = await refusalOf(
        {
          ...environment,
          auditor: {
            async createEvent() {
              throw new Error('no auditor');
            },
          },
        },
        contextWith(),
      );
      expect(error.message).toBe('no auditor');
      expect(open).not.toHaveBeenCalled();
    });
  });
});
