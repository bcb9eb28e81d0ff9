import {
  Holding,
  parseArn,
  roleArn,
  RoleRecord,
  RoleTarget,
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

/** Finds the roles in what the ledger knows of a set-up's role: that one, and those for people. */
export function rolesOnRecord(
  role: RoleTarget,
  { claim, holdings, asked }: Pick<RoleRecord, 'claim' | 'holdings' | 'asked'>,
): RolesOnRecord {
  const roles = new Map<string, RoleOnRecord>(
    holdings.filter(isCreatedRole).map(({ resource, readBack }) => [
      resource,
      {
        ids: typeof readBack?.roleId === 'string' ? [readBack.roleId] : [],
        isCreated: true,
      },
    ]),
  );
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
