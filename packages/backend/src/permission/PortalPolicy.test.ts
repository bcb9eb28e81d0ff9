import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { createPermission } from '@backstage/plugin-permission-common';
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
