/**
 * What the portal's roles reach in the organisation's Identity Center. In a
 * template the values are references such as `${InstanceId}`.
 */
export interface IdentityCenterScope {
  partition: string;
  /** The last part of the instance's ARN, for example `ssoins-0123456789abcdef`. */
  instanceId: string;
  /** The accounts in which people may get access, as Identity Center names them. */
  accountArns: string[];
}

/** The instance. */
export function instance({
  partition,
  instanceId,
}: IdentityCenterScope): string {
  return `arn:${partition}:sso:::instance/${instanceId}`;
}

/** All permission sets of the instance. */
export function allPermissionSets({
  partition,
  instanceId,
}: IdentityCenterScope): string {
  return `arn:${partition}:sso:::permissionSet/${instanceId}/*`;
}

/** An account as Identity Center names it. */
export function accountArn(partition: string, accountId: string): string {
  return `arn:${partition}:sso:::account/${accountId}`;
}
