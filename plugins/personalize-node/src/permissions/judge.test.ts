import {
  AuthorizeResult,
  PermissionCondition,
  PermissionCriteria,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { personalizeSetupApplyPermission } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  createPersonalizeConditionalDecision,
  personalizeConditions,
  SetupResource,
} from './rules';
import { permits } from './judge';

const resource: SetupResource = {
  accountId: '123456789012',
  region: 'us-east-1',
  owners: ['group:default/recommendations'],
  setup: 'shop',
  principalTypes: ['group', 'account-role'],
};

const { isInAccount, isOwnedBy, isSetup, grantsOnlyTo } = personalizeConditions;

type Conditions = PermissionCriteria<PermissionCondition<'personalize-setup'>>;

const decided = (conditions: Conditions) =>
  createPersonalizeConditionalDecision(
    personalizeSetupApplyPermission,
    conditions,
  );

const here = isInAccount({ accountIds: ['123456789012'] });
const elsewhere = isInAccount({ accountIds: ['210987654321'] });

describe('a decision of the policy', () => {
  it.each<[string, PolicyDecision | undefined, boolean]>([
    ['that allows', { result: AuthorizeResult.ALLOW }, true],
    ['that denies', { result: AuthorizeResult.DENY }, false],
    ['that is missing', undefined, false],
  ])('%s is taken as it is', (_what, decision, expected) => {
    expect(permits(decision, resource)).toBe(expected);
  });

  it.each<[string, Conditions, boolean]>([
    ['the account', here, true],
    ['another account', elsewhere, false],
    ['the owner', isOwnedBy({ groups: resource.owners }), true],
    [
      'the owner, written in capitals',
      isOwnedBy({ groups: ['Group:default/Recommendations'] }),
      true,
    ],
    ['another owner', isOwnedBy({ groups: ['group:default/orders'] }), false],
    ['no owner at all', isOwnedBy({ groups: [] }), false],
    ['the set-up', isSetup({ names: ['blog', 'shop'] }), true],
    ['another set-up', isSetup({ names: ['blog'] }), false],
    [
      'all ways to people that are asked for',
      grantsOnlyTo({ principalTypes: ['group', 'user', 'account-role'] }),
      true,
    ],
    [
      'some of the ways to people only',
      grantsOnlyTo({ principalTypes: ['group'] }),
      false,
    ],
    ['all of several', { allOf: [here, elsewhere] }, false],
    ['one of several', { anyOf: [elsewhere, here] }, true],
    ['the opposite', { not: elsewhere }, true],
  ])('that hangs on %s is judged', (_what, conditions, expected) => {
    expect(permits(decided(conditions), resource)).toBe(expected);
  });

  const unjudgeable: [string, Conditions][] = [
    ['a set-up that the request doesn’t name', isSetup({ names: ['shop'] })],
    [
      'people who aren’t in the request',
      grantsOnlyTo({ principalTypes: ['group'] }),
    ],
    [
      'a rule that there isn’t',
      { resourceType: 'personalize-setup', rule: 'IS_NICE', params: {} },
    ],
    [
      'parameters that the rule doesn’t take',
      { ...here, params: { accountIds: '123456789012' } },
    ],
    ['no parameters', { ...here, params: undefined }],
  ];
  const bare = { ...resource, setup: undefined, principalTypes: undefined };

  it.each(unjudgeable)('that hangs on %s is a no', (_what, conditions) => {
    expect(permits(decided(conditions), bare)).toBe(false);
  });

  it.each(unjudgeable)(
    'that hangs on the opposite of %s is a no as well',
    (_what, conditions) => {
      expect(permits(decided({ not: conditions }), bare)).toBe(false);
    },
  );

  it.each(unjudgeable)(
    'that hangs on %s or on what holds is a yes',
    (_what, conditions) => {
      expect(permits(decided({ anyOf: [conditions, here] }), bare)).toBe(true);
    },
  );

  it('about another kind of resource is a no', () => {
    expect(
      permits(
        {
          result: AuthorizeResult.CONDITIONAL,
          pluginId: 'catalog',
          resourceType: 'catalog-entity',
          conditions: { ...here, resourceType: 'catalog-entity' },
        },
        resource,
      ),
    ).toBe(false);
  });
});
