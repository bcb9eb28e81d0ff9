import {
  Holding,
  parseIamArn,
  parsePlace,
  roleArn,
  RoleRecord,
  RoleTarget,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** What the ledger says about a role that runs created or adopted. */
export interface RoleOnRecord {
  /**
   * The unique ids that AWS gave it. Empty if nobody knows whether AWS created it,
   * and for a role adopted before ids were recorded.
   */
  ids: readonly string[];
  /** Created by a run of the current set-up; otherwise adopted, or left by its last revoke. */
  isCreated: boolean;
}

/**
 * The roles that runs created or adopted, by ARN. Only these are ours: anyone who may
 * write IAM in the account can set our tag.
 */
export type RolesOnRecord = Pick<ReadonlyMap<string, RoleOnRecord>, 'get'>;

/**
 * Finds the roles in the ledger's record of a set-up's role: that one, and those for
 * people. What a revoke left belongs to its last owner, by the id recorded at
 * creation.
 *
 * @param users - who has or should have access: the team's set-ups share their roles
 * @param roleIds - as `LedgerService.roleIds`
 */
export async function rolesOnRecord(
  role: RoleTarget,
  { claim, holdings, asked }: Pick<RoleRecord, 'claim' | 'holdings' | 'asked'>,
  users: readonly UserAccess[],
  roleIds: (arns: readonly string[]) => Promise<Record<string, string>>,
): Promise<RolesOnRecord> {
  const arn = roleArn(role);
  const created = holdings.filter(isCreatedRole);
  // A former set-up created what a revoke left; its id may only be in its changes.
  const isLeft =
    claim !== undefined &&
    !claim.roleId &&
    !asked.role &&
    !created.some(({ resource }) => resource === arn);
  const { [arn]: leftId, ...shared } = await roleIds([
    ...peopleRoleArns(role, users),
    ...(isLeft ? [arn] : []),
  ]);
  const roles = new Map<string, RoleOnRecord>([
    ...Object.entries(shared).map(([one, id]): [string, RoleOnRecord] => [
      one,
      { ids: [id], isCreated: true },
    ]),
    ...created.map(({ resource, readBack }): [string, RoleOnRecord] => [
      resource,
      {
        ids: typeof readBack?.roleId === 'string' ? [readBack.roleId] : [],
        isCreated: true,
      },
    ]),
  ]);
  const own = roles.get(arn);
  const claimedId = claim?.roleId ?? leftId;
  if (own || claimedId || asked.role) {
    roles.set(arn, {
      ids: [...(own?.ids ?? []), ...(claimedId ? [claimedId] : [])],
      isCreated: own !== undefined,
    });
  }
  return roles;
}

function peopleRoleArns(
  role: RoleTarget,
  users: readonly UserAccess[],
): string[] {
  const names = users.flatMap(({ principals }) =>
    principals.flatMap(one => ('roleName' in one ? [one.roleName] : [])),
  );
  return [...new Set(names)].map(roleName => roleArn({ ...role, roleName }));
}

/** Whether a holding is a whole role that a run created. */
export function isCreatedRole({ resource, before }: Holding): boolean {
  return (
    parsePlace(resource).kind === 'whole' &&
    parseIamArn(resource)?.kind === 'role' &&
    before === undefined
  );
}
