import {
  Holding,
  parseIamArn,
  parsePlace,
  roleArn,
  RoleRecord,
  RoleTarget,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** What the ledger says of a role that runs created or adopted. */
export interface RoleOnRecord {
  /**
   * Unique ids that AWS gave it. None where nobody knows whether AWS created it, and
   * for what was adopted before ids were recorded.
   */
  ids: readonly string[];
  /** By a run of the set-up as it is now; else adopted, or left by its last revoke. */
  isCreated: boolean;
}

/**
 * The roles that runs created or adopted, by ARN. Only these are ours: anyone who may
 * write IAM in the account can set our tag.
 */
export type RolesOnRecord = Pick<ReadonlyMap<string, RoleOnRecord>, 'get'>;

/**
 * Finds the roles in what the ledger knows of a set-up's role: that one, and those for
 * people. What a revoke left is its last owner's, by the id that creation put on record.
 *
 * @param users - who has or shall have access: the team's set-ups share their roles
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
  // A former set-up created what a revoke left, and its id may be in its changes alone.
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

/** Whether a holding is a role as a whole, which a run created. */
export function isCreatedRole({ resource, before }: Holding): boolean {
  return (
    parsePlace(resource).kind === 'whole' &&
    parseIamArn(resource)?.kind === 'role' &&
    before === undefined
  );
}
