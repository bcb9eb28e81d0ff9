import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConflictError } from '@backstage/errors';
import {
  AuthorizeResult,
  PermissionCondition,
  PermissionCriteria,
  PolicyDecision,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import {
  personalizeRoleAdoptPermission,
  personalizeSetupApplyPermission,
  personalizeUsersGrantPermission,
  SetupRecord,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  createPersonalizeConditionalDecision,
  personalizeConditions,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { JsonObject } from '@backstage/types';
import { FakeAuditor } from '../__testUtils__/fakeAuditor';
import {
  fakeLedger,
  SHOP,
  SHOP_CLAIM,
  shopRecord,
} from '../__testUtils__/fakeLedger';
import { IamServer, startIamServer } from '../__testUtils__/iamServer';
import { sessionsOn } from '../__testUtils__/openSession';
import { createRegisterAction } from './register';

const ANA = mockCredentials.user('user:default/ana');
const GROUPS = ['group:default/recommendations', 'group:default/orders'];

const input: JsonObject = {
  name: 'shop',
  owner: 'recommendations',
  accountId: SHOP.accountId,
  region: SHOP.region,
  roleName: SHOP.roleName,
};

let iam: IamServer;

beforeAll(async () => {
  iam = await startIamServer();
});

beforeEach(() => {
  iam.hasRole = false;
});

afterAll(() => iam?.stop());

async function register({
  more = {},
  isDryRun = false,
  setups = [],
  conditions,
  denied = [],
  ledger = fakeLedger(...setups),
}: {
  more?: JsonObject;
  isDryRun?: boolean;
  setups?: SetupRecord[];
  conditions?: PermissionCriteria<PermissionCondition<'personalize-setup'>>;
  denied?: ResourcePermission[];
  ledger?: ReturnType<typeof fakeLedger>;
} = {}) {
  const decision: PolicyDecision = conditions
    ? createPersonalizeConditionalDecision(
        personalizeSetupApplyPermission,
        conditions,
      )
    : { result: AuthorizeResult.ALLOW };
  const action = createRegisterAction({
    sessions: sessionsOn(iam.endpoint),
    guardrails: {},
    platformTeams: [],
    teams: GROUPS.map(group => ({
      group,
      path: 'personalize.teams',
      accounts: ['*'],
      buckets: ['*'],
      keys: ['*'],
      bucketOwners: [],
    })),
    auth: mockServices.auth(),
    userInfo: mockServices.userInfo({ ownershipEntityRefs: GROUPS }),
    permissions: mockServices.permissions.mock({
      authorizeConditional: async queries =>
        queries.map(({ permission: { name } }) =>
          denied.some(one => one.name === name)
            ? { result: AuthorizeResult.DENY }
            : decision,
        ),
    }),
    ledger,
    auditor: new FakeAuditor(),
  });
  const outputs: Record<string, unknown> = {};
  const context = createMockActionContext({ input: { ...input, ...more } });
  await action.handler({
    ...context,
    isDryRun,
    task: { id: 'task-1' },
    step: { id: 'register' },
    user: { ref: 'user:default/ben' },
    getInitiatorCredentials: async () => ANA,
    output(name: string, value: unknown) {
      outputs[name] = value;
    },
  });
  return { outputs, ledger };
}

describe('registering a set-up', () => {
  it('records the role, whose it is and which run it was, for the initiator', async () => {
    const { outputs, ledger } = await register({
      more: { title: 'Shop', description: 'Basket', system: 'shop' },
    });

    expect(ledger.register).toHaveBeenCalledWith(
      {
        role: {
          partition: 'aws',
          accountId: SHOP.accountId,
          region: SHOP.region,
          roleName: SHOP.roleName,
          rolePath: '/personalize/',
        },
        run: {
          taskId: 'task-1',
          stepId: 'register',
          taskUser: 'user:default/ben',
        },
        claimSeq: 0,
        name: 'shop',
        owner: 'group:default/recommendations',
        system: 'system:default/shop',
        title: 'Shop',
        description: 'Basket',
        holders: [],
        requested: undefined,
        adopts: false,
        dryRun: false,
      },
      ANA,
    );
    expect(outputs).toEqual({
      changed: true,
      changes: [],
      changeLines: [],
      warnings: [],
      entityRef: 'resource:default/shop',
    });
  });

  it('only asks in a dry run whether it could be', async () => {
    const { outputs, ledger } = await register({
      isDryRun: true,
      ledger: fakeLedger(),
    });

    expect(ledger.register).toHaveBeenCalledWith(
      expect.objectContaining({ dryRun: true }),
      ANA,
    );
    expect(outputs).toMatchObject({
      changed: true,
      entityRef: 'resource:default/shop',
    });
  });

  it.each([true, false])(
    'tells whether that was anything new as the ledger says: %s',
    async changed => {
      const ledger = fakeLedger(shopRecord());
      ledger.register.mockResolvedValue({ ...SHOP, changed });
      const { outputs } = await register({ ledger });

      expect(outputs).toMatchObject({ changed });
      expect(ledger.register).toHaveBeenCalledWith(
        expect.objectContaining({ claimSeq: SHOP_CLAIM.seq }),
        ANA,
      );
    },
  );

  it('is refused for a group that isn’t the initiator’s', async () => {
    const ledger = fakeLedger();
    await expect(
      register({ more: { owner: 'platform' }, ledger }),
    ).rejects.toThrow(
      /^owner: "group:default\/platform" was given, but user:default\/ana belongs to/,
    );
    expect(ledger.register).not.toHaveBeenCalled();
  });

  it('takes a set-up over only with the permission for its owner of before, too', async () => {
    const ledger = fakeLedger(shopRecord());
    await expect(
      register({
        more: { owner: 'orders' },
        conditions: personalizeConditions.isOwnedBy({
          groups: ['group:default/orders'],
        }),
        ledger,
      }),
    ).rejects.toThrow(/no permission personalize\.setup\.apply/);
    expect(ledger.register).not.toHaveBeenCalled();
  });

  it('passes on what the ledger refuses', async () => {
    const ledger = fakeLedger();
    ledger.register.mockRejectedValue(
      new ConflictError('name: "shop" belongs to group:default/orders'),
    );
    await expect(register({ ledger })).rejects.toThrow(
      'name: "shop" belongs to group:default/orders',
    );
  });

  it('claims what people get access by, and records all that was asked for', async () => {
    const operators = {
      type: 'account-role',
      roleName: 'shop-operators',
      users: ['dmitri'],
      requireMfa: true,
    };
    const { ledger } = await register({
      more: {
        kms: [],
        s3: [{ bucket: 'reco-data', prefix: 'in', workflows: ['import'] }],
        users: [
          { preset: 'read-only', principals: [operators] },
          { preset: 'runtime', principals: [operators] },
        ],
        description: 'Basket',
      },
    });

    expect(ledger.register).toHaveBeenCalledWith(
      expect.objectContaining({
        holders: [
          { kind: 'role', accountId: SHOP.accountId, name: 'shop-operators' },
        ],
        requested: expect.objectContaining({
          name: 'shop',
          roleName: SHOP.roleName,
          description: 'Basket',
          s3: [{ bucket: 'reco-data', prefix: 'in/', workflows: ['import'] }],
          users: [
            { preset: 'read-only', principals: [operators] },
            { preset: 'runtime', principals: [operators] },
          ],
        }),
      }),
      ANA,
    );
  });

  it('needs the permission to give access where it claims for people', async () => {
    const ledger = fakeLedger();
    await expect(
      register({
        more: {
          users: [
            {
              preset: 'read-only',
              principals: [{ type: 'permission-set', name: 'Analysts' }],
            },
          ],
        },
        denied: [personalizeUsersGrantPermission],
        ledger,
      }),
    ).rejects.toThrow(/no permission personalize\.users\.grant/);
    expect(ledger.register).not.toHaveBeenCalled();
  });

  describe('of a role that exists and isn’t on record', () => {
    beforeEach(() => {
      iam.hasRole = true;
    });

    it.each([false, true])(
      'is refused unless it is adopted (dry run: %s)',
      async isDryRun => {
        const ledger = fakeLedger();
        await expect(register({ ledger, isDryRun })).rejects.toThrow(
          `roleName: the account has a role ${SHOP.roleArn} that the portal didn't create, according to the ledger.`,
        );
        expect(ledger.register).not.toHaveBeenCalled();
      },
    );

    it('needs the permission to adopt', async () => {
      const ledger = fakeLedger();
      await expect(
        register({
          more: { adopt: true },
          ledger,
          denied: [personalizeRoleAdoptPermission],
        }),
      ).rejects.toThrow(/no permission personalize\.role\.adopt/);
      expect(ledger.register).not.toHaveBeenCalled();

      await register({ more: { adopt: true }, ledger });
      expect(ledger.register).toHaveBeenCalledWith(
        expect.objectContaining({ adopts: true }),
        ANA,
      );
    });

    it('goes on where its unique id is on record', async () => {
      const claim = { ...SHOP_CLAIM, roleId: 'AROAMADEBYHAND000001' };
      const ledger = fakeLedger(shopRecord({ claim }));
      await register({ ledger });
      expect(ledger.register).toHaveBeenCalled();

      await expect(
        register({
          setups: [shopRecord({ claim: { ...claim, roleId: 'AROAOTHER' } })],
        }),
      ).rejects.toThrow(/somebody deleted that one and created another/);
    });
  });
});
