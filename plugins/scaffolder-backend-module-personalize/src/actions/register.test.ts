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
  RoleRecord,
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
  nothingKnown,
  SHOP,
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

/** What the ledger knows of a role that earlier steps have set up. */
const HARDENED: RoleRecord = {
  ...nothingKnown(),
  asked: { trust: { trust: { regions: ['us-east-1'], sourceArns: [] } } },
};

/** A ledger that knows that earlier steps have set up the role. */
function ledgerOfRun() {
  const ledger = fakeLedger();
  ledger.roleRecord.mockResolvedValue(HARDENED);
  return ledger;
}

async function register({
  more = {},
  isDryRun = false,
  setups = [],
  conditions,
  denied = [],
  ledger = setups.length > 0 ? fakeLedger(...setups) : ledgerOfRun(),
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
    teams: GROUPS.map(group => ({
      group,
      path: 'personalize.teams',
      accounts: ['*'],
      buckets: ['*'],
      keys: ['*'],
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
        name: 'shop',
        owner: 'group:default/recommendations',
        system: 'system:default/shop',
        title: 'Shop',
        description: 'Basket',
        dryRun: false,
      },
      ANA,
    );
    expect(outputs).toEqual({
      changed: true,
      changes: [],
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

  it.each<[string, JsonObject, boolean]>([
    ['the same', {}, false],
    ['another owner', { owner: 'orders' }, true],
    ['a title', { title: 'Shop' }, true],
  ])('again with %s tells whether it changed', async (_what, more, changed) => {
    const { outputs } = await register({ more, setups: [shopRecord()] });
    expect(outputs).toMatchObject({ changed });
  });

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
    const ledger = ledgerOfRun();
    ledger.register.mockRejectedValue(
      new ConflictError('name: "shop" belongs to group:default/orders'),
    );
    await expect(register({ ledger })).rejects.toThrow(
      'name: "shop" belongs to group:default/orders',
    );
  });

  it('is refused for a role that isn’t there and for which nothing was ever set up', async () => {
    const ledger = fakeLedger();
    await expect(register({ ledger })).rejects.toThrow(
      `roleName: role ${SHOP.roleArn} doesn't exist, and nothing was set up for it here`,
    );
    expect(ledger.register).not.toHaveBeenCalled();
  });

  describe('of a role that was made by hand', () => {
    beforeEach(() => {
      iam.hasRole = true;
    });

    it('is refused where nothing was ever set up for it', async () => {
      const ledger = fakeLedger();
      await expect(register({ ledger })).rejects.toThrow(
        `roleName: role ${SHOP.roleArn} was made by hand, and nothing was set up for it here`,
      );
      expect(ledger.register).not.toHaveBeenCalled();
    });

    it('may be shown in a dry run, whose steps before would adopt it', async () => {
      const { outputs } = await register({
        isDryRun: true,
        ledger: fakeLedger(),
      });
      expect(outputs).toMatchObject({ changed: true });
    });

    it('needs the permission to adopt', async () => {
      const ledger = ledgerOfRun();
      await expect(
        register({ ledger, denied: [personalizeRoleAdoptPermission] }),
      ).rejects.toThrow(/no permission personalize\.role\.adopt/);
      expect(ledger.register).not.toHaveBeenCalled();

      await register({ ledger });
      expect(ledger.register).toHaveBeenCalled();
    });
  });
});
