import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { permissionRules } from '@backstage/plugin-catalog-backend/alpha';
import { createPermission } from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import {
  personalizeInventoryReadPermission,
  personalizePermissions,
  personalizePlanCreatePermission,
  personalizePolicyReadPermission,
  personalizeRoleAdoptPermission,
  personalizeSetupAdministerPermission,
  personalizeSetupApplyPermission,
  personalizeSetupCheckPermission,
  personalizeSetupReadPermission,
  personalizeSetupRevokePermission,
  personalizeUsersGrantPermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  permits,
  SetupResource,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { PortalPolicy } from './PortalPolicy';

const PLATFORM = 'group:default/platform';
const RECO = 'group:default/recommendations';
const ANALYTICS = 'group:default/analytics';
const OURS = '111111111111';
const THEIRS = '222222222222';

const team = (group: string, accounts: string[]) => ({
  group,
  path: `personalize.teams['${group}']`,
  accounts,
  buckets: [],
  keys: [],
  bucketOwners: [],
});

function policyFor(groups: string[]) {
  return new PortalPolicy({
    platformTeams: [PLATFORM],
    teams: [team(RECO, [OURS]), team(ANALYTICS, ['*'])],
    accountIds: [OURS, THEIRS],
    userInfo: mockServices.userInfo({
      ownershipEntityRefs: ['user:default/ana', ...groups],
    }),
  });
}

const credentials = mockCredentials.user('user:default/ana');
const ana = {
  credentials,
  info: { userEntityRef: 'user:default/ana', ownershipEntityRefs: [] },
};

const shop: SetupResource = {
  accountId: OURS,
  region: 'us-east-1',
  owners: [RECO],
  setup: 'shop',
};

type Permission = (typeof personalizePermissions)[number];

async function may(
  groups: string[],
  permission: Permission,
  resource: Partial<SetupResource> = {},
): Promise<boolean> {
  const decision = await policyFor(groups).handle({ permission }, ana);
  return permits(decision, { ...shop, ...resource });
}

const ofDataTeams = [
  personalizePlanCreatePermission,
  personalizeSetupApplyPermission,
  personalizeSetupCheckPermission,
  personalizeSetupReadPermission,
  personalizeInventoryReadPermission,
];
const ofThePlatform = [
  personalizeSetupAdministerPermission,
  personalizeRoleAdoptPermission,
  personalizeSetupRevokePermission,
  personalizePolicyReadPermission,
];

describe('the portal’s policy', () => {
  it.each(personalizePermissions)(
    'gives $name to a platform team, everywhere and for everybody',
    async permission => {
      for (const accountId of [OURS, THEIRS]) {
        expect(
          await may([PLATFORM], permission, {
            accountId,
            owners: [ANALYTICS],
            principalTypes: ['saml-role'],
          }),
        ).toBe(true);
      }
    },
  );

  it.each(ofDataTeams)(
    'gives $name to a data team in its account and for itself only',
    async permission => {
      expect(await may([RECO], permission)).toBe(true);
      expect(await may([RECO], permission, { accountId: THEIRS })).toBe(false);
      expect(await may([RECO], permission, { owners: [ANALYTICS] })).toBe(
        false,
      );
    },
  );

  it('gives a data team with all accounts each of them', async () => {
    for (const accountId of [OURS, THEIRS]) {
      expect(
        await may([ANALYTICS], personalizeSetupApplyPermission, {
          accountId,
          owners: [ANALYTICS],
        }),
      ).toBe(true);
    }
    expect(
      await may([ANALYTICS], personalizeSetupApplyPermission, {
        accountId: '333333333333',
        owners: [ANALYTICS],
      }),
    ).toBe(false);
  });

  it('doesn’t give a member of two teams the account of one for the other', async () => {
    const both = ['group:default/analytics-eu', RECO];
    expect(
      await may(both, personalizeSetupApplyPermission, {
        owners: ['group:default/analytics-eu'],
      }),
    ).toBe(false);
  });

  it.each(ofThePlatform)(
    'keeps $name for the platform teams',
    async permission => {
      expect(await may([RECO], permission)).toBe(false);
    },
  );

  it.each<[SetupResource['principalTypes'], boolean]>([
    [['account-role', 'group', 'user'], true],
    [[], true],
    [['saml-role'], false],
    [['oidc-role'], false],
    [['permission-set'], false],
    [['group', 'saml-role'], false],
    [undefined, false],
  ])('lets a data team give access by %j: %s', async (principalTypes, is) => {
    expect(
      await may([RECO], personalizeUsersGrantPermission, { principalTypes }),
    ).toBe(is);
  });

  it('lets a data team give access in its own account only', async () => {
    expect(
      await may([RECO], personalizeUsersGrantPermission, {
        accountId: THEIRS,
        principalTypes: ['group'],
      }),
    ).toBe(false);
  });

  it.each(personalizePermissions)(
    'gives $name to nobody else',
    async permission => {
      for (const groups of [[], ['group:default/orders']]) {
        expect(
          await may(groups, permission, {
            owners: groups,
            principalTypes: ['group'],
          }),
        ).toBe(false);
      }
    },
  );

  it('leaves what isn’t of Amazon Personalize to every signed-in person', async () => {
    const permission = createPermission({
      name: 'catalog.entity.create',
      attributes: {},
    });
    const policy = policyFor([]);

    expect(await policy.handle({ permission }, ana)).toEqual({
      result: 'ALLOW',
    });
    expect(await policy.handle({ permission })).toEqual({ result: 'DENY' });
  });

  it('gives nothing to nobody', async () => {
    for (const permission of personalizePermissions) {
      expect(await policyFor([PLATFORM]).handle({ permission })).toEqual({
        result: 'DENY',
      });
    }
  });
});

describe('a task of the scaffolder', () => {
  const permissions = ['scaffolder.task.read', 'scaffolder.task.cancel'].map(
    name =>
      createPermission({
        name,
        attributes: {},
        resourceType: 'scaffolder-task',
      }),
  );

  it.each(permissions)(
    'is for whoever started it, by $name',
    async permission => {
      for (const groups of [[], [RECO]]) {
        expect(await policyFor(groups).handle({ permission }, ana)).toEqual({
          result: 'CONDITIONAL',
          pluginId: 'scaffolder',
          resourceType: 'scaffolder-task',
          conditions: {
            resourceType: 'scaffolder-task',
            rule: 'IS_TASK_OWNER',
            params: { createdBy: ['user:default/ana'] },
          },
        });
      }
    },
  );

  it.each(permissions)('is for a platform team, by $name', async permission => {
    expect(await policyFor([PLATFORM]).handle({ permission }, ana)).toEqual({
      result: 'ALLOW',
    });
  });

  it('may be started by every signed-in person', async () => {
    const permission = createPermission({
      name: 'scaffolder.task.create',
      attributes: { action: 'create' },
    });
    expect(await policyFor([]).handle({ permission }, ana)).toEqual({
      result: 'ALLOW',
    });
  });
});

describe('an entity of the catalog', () => {
  /** Judges the policy's decision as the catalog does. */
  const isMet = createConditionAuthorizer(Object.values(permissionRules));

  const resource = (
    spec: { type: string; owner: string },
    metadata: { personalizeTeams?: string[] } = {},
  ) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: { name: 'entity', ...metadata },
    spec,
    relations: [{ type: 'ownedBy', targetRef: spec.owner }],
  });
  const setup = resource({ type: 'personalize-permissions', owner: RECO });
  const bucket = resource(
    { type: 's3-bucket', owner: RECO },
    { personalizeTeams: [RECO, ANALYTICS] },
  );
  const foreign = resource({ type: 's3-bucket', owner: RECO });

  const permissions = ['read', 'refresh', 'delete'].map(action =>
    createPermission({
      name: `catalog.entity.${action}`,
      attributes: {},
      resourceType: 'catalog-entity',
    }),
  );

  /** The groups whose members are allowed. */
  async function groupsLetIn(
    permission: (typeof permissions)[number],
    entity: ReturnType<typeof resource>,
    groups = [PLATFORM, RECO, ANALYTICS, 'group:default/orders'],
  ) {
    const decisions = await Promise.all(
      groups.map(group => policyFor([group]).handle({ permission }, ana)),
    );
    return groups.filter((_, index) => isMet(decisions[index], entity));
  }

  it.each(permissions)(
    'of a set-up is for its owner and platform teams, by $name',
    async permission => {
      expect(await groupsLetIn(permission, setup)).toEqual([PLATFORM, RECO]);
    },
  );

  it.each(permissions)(
    'of a bucket or key is for the teams that use it and platform teams, by $name',
    async permission => {
      expect(await groupsLetIn(permission, bucket)).toEqual([
        PLATFORM,
        RECO,
        ANALYTICS,
      ]);
    },
  );

  it.each(permissions)(
    'of anything else is for every signed-in person, by $name',
    async permission => {
      for (const entity of [
        foreign,
        { ...setup, spec: { ...setup.spec, type: 'database' } },
      ]) {
        expect(await groupsLetIn(permission, entity)).toHaveLength(4);
      }
    },
  );

  it('of a set-up is for everybody whom personalize.setup.read lets see the set-up', async () => {
    const readers: string[] = [];
    for (const group of [PLATFORM, RECO, ANALYTICS]) {
      if (await may([group], personalizeSetupReadPermission)) {
        readers.push(group);
      }
    }
    expect(readers).toContain(RECO);
    expect(await groupsLetIn(permissions[0], setup)).toEqual(readers);
  });

  it('of a set-up is for a group that owns it and isn’t in personalize.teams', async () => {
    const owner = 'group:default/orders';
    const orders = resource({ type: 'personalize-permissions', owner });
    expect(
      await groupsLetIn(permissions[0], orders, [RECO, owner.toUpperCase()]),
    ).toEqual([owner.toUpperCase()]);
  });

  it('isn’t shown to nobody', async () => {
    const [permission] = permissions;
    expect(await policyFor([PLATFORM]).handle({ permission })).toEqual({
      result: 'DENY',
    });
  });
});
