import { UserInfoService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isPermission,
  PermissionCondition,
  PermissionCriteria,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  personalizeInventoryReadPermission,
  personalizePermissions,
  personalizePlanCreatePermission,
  personalizeSetupApplyPermission,
  personalizeSetupCheckPermission,
  personalizeSetupReadPermission,
  personalizeUsersGrantPermission,
  Team,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  createPersonalizeConditionalDecision,
  personalizeConditions,
} from '@personalize-portal/backstage-plugin-personalize-node';

type PersonalizePermission = (typeof personalizePermissions)[number];

type Conditions = PermissionCriteria<
  PermissionCondition<PersonalizePermission['resourceType']>
>;

/** What a data team may do for itself. */
const OF_DATA_TEAMS = [
  personalizePlanCreatePermission,
  personalizeSetupApplyPermission,
  personalizeSetupCheckPermission,
  personalizeSetupReadPermission,
  personalizeInventoryReadPermission,
];

/** Ways to people who are in the account already. */
const WITHIN_THE_ACCOUNT = ['account-role', 'group', 'user'];

/**
 * An example of how a company decides who may do what; a company with other
 * rules puts a policy of its own in this place.
 *
 * - The platform teams may do everything.
 * - A data team plans, sets up and checks in the accounts that
 *   `personalize.teams` gives it, and for itself only. It gives access to people
 *   of the account.
 * - To adopt a role, to let people in from outside the account, to read the
 *   statements of others and to take a set-up back is for the platform teams.
 * - What isn't of Amazon Personalize is open to every signed-in person.
 */
export class PortalPolicy implements PermissionPolicy {
  constructor(
    private readonly options: {
      /** Entity refs of groups, in full and in lower case. */
      platformTeams: readonly string[];
      /** `personalize.teams`. */
      teams: readonly Team[];
      /** Those of `personalize.accounts`. */
      accountIds: readonly string[];
      userInfo: UserInfoService;
    },
  ) {}

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user) {
      return { result: AuthorizeResult.DENY };
    }
    const asked = personalizePermissions.find(one =>
      isPermission(permission, one),
    );
    if (!asked) {
      return { result: AuthorizeResult.ALLOW };
    }
    const { ownershipEntityRefs } = await this.options.userInfo.getUserInfo(
      user.credentials,
    );
    return this.decide(
      asked,
      ownershipEntityRefs.map(ref => ref.toLowerCase()),
    );
  }

  private decide(
    permission: PersonalizePermission,
    groups: readonly string[],
  ): PolicyDecision {
    const { platformTeams, teams } = this.options;
    if (platformTeams.some(group => groups.includes(group))) {
      return { result: AuthorizeResult.ALLOW };
    }
    const [first, ...others] = teams
      .filter(({ group }) => groups.includes(group))
      .map(team => this.itsOwn(team));
    if (!first) {
      return { result: AuthorizeResult.DENY };
    }
    const forItself: Conditions = { anyOf: [first, ...others] };
    if (isOneOf(permission, OF_DATA_TEAMS)) {
      return createPersonalizeConditionalDecision(permission, forItself);
    }
    return isOneOf(permission, [personalizeUsersGrantPermission])
      ? createPersonalizeConditionalDecision(permission, {
          allOf: [
            forItself,
            personalizeConditions.grantsOnlyTo({
              principalTypes: WITHIN_THE_ACCOUNT,
            }),
          ],
        })
      : { result: AuthorizeResult.DENY };
  }

  /** What is asked for a team in one of its accounts. */
  private itsOwn({ group, accounts }: Team): Conditions {
    const accountIds = accounts.includes('*')
      ? this.options.accountIds
      : accounts;
    return {
      allOf: [
        personalizeConditions.isInAccount({ accountIds: [...accountIds] }),
        personalizeConditions.isOwnedBy({ groups: [group] }),
      ],
    };
  }
}

function isOneOf(
  permission: PersonalizePermission,
  permissions: readonly PersonalizePermission[],
): boolean {
  return permissions.some(one => isPermission(permission, one));
}
