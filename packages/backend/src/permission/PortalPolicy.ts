import { UserInfoService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isPermission,
  isResourcePermission,
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
import { decideOnEntity } from './entityDecision';
import { decideOnTask } from './taskDecision';

type PersonalizePermission = (typeof personalizePermissions)[number];

type Conditions = PermissionCriteria<
  PermissionCondition<PersonalizePermission['resourceType']>
>;

/** The permissions that a data team has for itself. */
const OF_DATA_TEAMS = [
  personalizePlanCreatePermission,
  personalizeSetupApplyPermission,
  personalizeSetupCheckPermission,
  personalizeSetupReadPermission,
  personalizeInventoryReadPermission,
];

/** Access for people who are already in the account. */
const WITHIN_THE_ACCOUNT = ['account-role', 'group', 'user'];

/**
 * An example of how a company decides who may do what; a company with other
 * rules replaces it with its own policy.
 *
 * - The platform teams may do everything.
 * - A data team plans, sets up and checks in the accounts that
 *   `personalize.teams` gives it, and only for itself. It gives access to
 *   people of the account.
 * - Only the platform teams may adopt a role, let in people from outside the
 *   account, read the statements of others and remove a set-up.
 * - People see and cancel only the scaffolder tasks that they started.
 * - The catalog shows a set-up to its owner's group, and its buckets and keys
 *   to the teams that use them.
 * - Everything else is open to every signed-in person.
 */
export class PortalPolicy implements PermissionPolicy {
  constructor(
    private readonly options: {
      /** Entity refs of groups, in full and in lower case. */
      platformTeams: readonly string[];
      /** `personalize.teams`. */
      teams: readonly Team[];
      /** The ids of `personalize.accounts`. */
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
    const { userEntityRef, ownershipEntityRefs } =
      await this.options.userInfo.getUserInfo(user.credentials);
    const groups = ownershipEntityRefs.map(ref => ref.toLowerCase());
    if (this.options.platformTeams.some(group => groups.includes(group))) {
      return { result: AuthorizeResult.ALLOW };
    }
    const teams = this.options.teams.filter(({ group }) =>
      groups.includes(group),
    );
    const ours = personalizePermissions.find(one =>
      isPermission(permission, one),
    );
    if (ours) {
      return this.decideOnSetup(ours, teams);
    }
    if (isResourcePermission(permission, 'scaffolder-task')) {
      return decideOnTask(permission, userEntityRef);
    }
    if (isResourcePermission(permission, 'catalog-entity')) {
      return decideOnEntity(
        permission,
        groups,
        teams.map(({ group }) => group),
      );
    }
    return { result: AuthorizeResult.ALLOW };
  }

  private decideOnSetup(
    permission: PersonalizePermission,
    teams: readonly Team[],
  ): PolicyDecision {
    const [first, ...others] = teams.map(team => this.conditionsOf(team));
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

  /** The permissions requested for a team in one of its accounts. */
  private conditionsOf({ group, accounts }: Team): Conditions {
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
