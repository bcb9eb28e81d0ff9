import {
  Holding,
  parseArn,
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
 * The roles that runs created or adopted, by ARN. Only these are ours: whoever may
 * write IAM in the account can set our tag.
 */
export type RolesOnRecord = Pick<ReadonlyMap<string, RoleOnRecord>, 'get'>;

/**
 * Finds the roles in what the ledger knows of a set-up's role: that one, and those for
 * people.
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
  const shared = await roleIds(peopleRoleArns(role, users));
  const roles = new Map<string, RoleOnRecord>([
    ...Object.entries(shared).map(([arn, id]): [string, RoleOnRecord] => [
      arn,
      { ids: [id], isCreated: true },
    ]),
    ...holdings
      .filter(isCreatedRole)
      .map(({ resource, readBack }): [string, RoleOnRecord] => [
        resource,
        {
          ids: typeof readBack?.roleId === 'string' ? [readBack.roleId] : [],
          isCreated: true,
        },
      ]),
  ]);
  const arn = roleArn(role);
  const created = roles.get(arn);
  if (created || claim?.roleId || asked.role) {
    roles.set(arn, {
      ids: [...(created?.ids ?? []), ...(claim?.roleId ? [claim.roleId] : [])],
      isCreated: created !== undefined,
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
  const { service, resource: name = '' } = parseArn(resource) ?? {};
  return (
    service === 'iam' &&
    name.startsWith('role/') &&
    !name.includes('#') &&
    before === undefined
  );
}
