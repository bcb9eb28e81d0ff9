import { BOUNDARY_NAME, PORTAL_PATH } from './names';

/**
 * What the portal's roles reach in an account. In a template the values are
 * references such as `${AWS::AccountId}`.
 */
export interface PortalRoleScope {
  partition: string;
  accountId: string;
  /** The path of the Personalize roles and of their policies; starts and ends with `/`. */
  rolePath: string;
  /** ARNs of the buckets that may be granted; `*` and `?` are wildcards. */
  bucketArns: string[];
  /** Accounts beside this one whose buckets the Personalize roles may use, 12 digits each; `*` is any. */
  bucketOwners: string[];
  /** The Regions whose keys may be used. */
  regions: string[];
  /** Keys of the tags that a role or policy may be given, beside the product's own. */
  tagKeys: string[];
  /** Whether policies may be attached to IAM groups and users. */
  directAttachment: boolean;
}

/** The two values by which any resource of the account is named. */
type OfAccount = Pick<PortalRoleScope, 'partition' | 'accountId'>;

/** All roles of the account. */
export function allRoles({ partition, accountId }: PortalRoleScope): string {
  return `arn:${partition}:iam::${accountId}:role/*`;
}

/** The Personalize roles. */
export function personalizeRoles(scope: PortalRoleScope): string {
  const { partition, accountId, rolePath } = scope;
  return `arn:${partition}:iam::${accountId}:role${rolePath}*`;
}

/** All policies of the account, and those of AWS. */
export function allPolicies(scope: PortalRoleScope): string[] {
  const { partition, accountId } = scope;
  return [
    `arn:${partition}:iam::${accountId}:policy/*`,
    `arn:${partition}:iam::aws:policy/*`,
  ];
}

/** The policies of the Personalize roles. */
export function personalizePolicies(scope: PortalRoleScope): string {
  const { partition, accountId, rolePath } = scope;
  return `arn:${partition}:iam::${accountId}:policy${rolePath}*`;
}

/** The boundary of the Personalize roles. */
export function boundaryPolicy({ partition, accountId }: OfAccount): string {
  return `arn:${partition}:iam::${accountId}:policy${PORTAL_PATH}${BOUNDARY_NAME}`;
}

/** One of the portal's own roles. */
export function portalRole(
  { partition, accountId }: OfAccount,
  name: string,
): string {
  return `arn:${partition}:iam::${accountId}:role${PORTAL_PATH}${name}`;
}

/** All IAM groups of the account. */
export function allGroups({ partition, accountId }: PortalRoleScope): string {
  return `arn:${partition}:iam::${accountId}:group/*`;
}

/** All IAM users of the account. */
export function allUsers({ partition, accountId }: PortalRoleScope): string {
  return `arn:${partition}:iam::${accountId}:user/*`;
}

/** All identity providers of the account that speak SAML. */
export function allSamlProviders(scope: PortalRoleScope): string {
  return `arn:${scope.partition}:iam::${scope.accountId}:saml-provider/*`;
}

/** All identity providers of the account that speak OpenID Connect. */
export function allOidcProviders(scope: PortalRoleScope): string {
  return `arn:${scope.partition}:iam::${scope.accountId}:oidc-provider/*`;
}

/** All keys of the account, in every Region. */
export function allKeys({ partition, accountId }: PortalRoleScope): string {
  return `arn:${partition}:kms:*:${accountId}:key/*`;
}

/** What Personalize holds of one type for the account, in every Region. */
export function allOfPersonalize(
  { partition, accountId }: PortalRoleScope,
  type: string,
): string {
  return `arn:${partition}:personalize:*:${accountId}:${type}/*`;
}

/** All objects of the buckets that may be granted. */
export function allObjects({ bucketArns }: PortalRoleScope): string[] {
  return bucketArns.map(arn => `${arn}/*`);
}
