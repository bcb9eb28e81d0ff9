import {
  ABSENT,
  AccessRequest,
  asList,
  ContextValue,
  identityAllows,
  exactly,
  PolicyDocument,
  requestContext,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { accountArn, IdentityCenterScope, PortalRoleScope } from './policies';

export const ACCOUNT = '111122223333';

export const SCOPE: PortalRoleScope = {
  partition: 'aws',
  accountId: ACCOUNT,
  rolePath: '/personalize/',
  bucketArns: ['arn:aws:s3:::reco-*', 'arn:aws:s3:::*personalize*'],
  bucketOwners: [],
  regions: ['us-east-1', 'eu-west-1'],
  tagKeys: ['cost-center', 'team'],
  directAttachment: false,
};

/** As {@link SCOPE}, where policies may be attached to groups and users. */
export const DIRECT_SCOPE: PortalRoleScope = {
  ...SCOPE,
  directAttachment: true,
};

export const IDENTITY_CENTER_SCOPE: IdentityCenterScope = {
  partition: 'aws',
  instanceId: 'ssoins-0123456789abcdef',
  accountArns: [accountArn('aws', ACCOUNT), accountArn('aws', '444455556666')],
};

export const INSTANCE = 'arn:aws:sso:::instance/ssoins-0123456789abcdef';
export const PERMISSION_SET =
  'arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0123456789abcdef';
export const GROUP = `arn:aws:iam::${ACCOUNT}:group/analysts`;
export const USER = `arn:aws:iam::${ACCOUNT}:user/people/ana`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/personalize/personalize-reco`;
export const POLICY = `arn:aws:iam::${ACCOUNT}:policy/personalize/personalize-reco-service`;
export const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/personalize-portal/personalize-boundary`;
export const WRITER = `arn:aws:iam::${ACCOUNT}:role/personalize-portal/personalize-writer`;
export const READER = `arn:aws:iam::${ACCOUNT}:role/personalize-portal/personalize-reader`;
export const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
export const BUCKET = 'arn:aws:s3:::reco-data';

/** What a request carries beside action and resource. */
export type Carried = Record<string, string | string[]>;

export const WITH_BOUNDARY: Carried = { 'iam:PermissionsBoundary': BOUNDARY };
export const NEW_TAG: Carried = {
  'aws:RequestTag/personalize:managed': 'true',
  'aws:TagKeys': ['personalize:managed', 'cost-center'],
};
export const OWN_TAG: Carried = {
  'aws:ResourceTag/personalize:managed': 'true',
};
export const GRANTABLE: Carried = {
  'aws:ResourceTag/personalize:grantable': 'true',
};
/** Of a role that somebody made by hand, set by an administrator. */
export const ADOPTED_TAG: Carried = {
  'aws:ResourceTag/personalize:managed': 'adopted',
};
/** Of a request to a key in a Region of the portal; every request has one. */
export const IN_REGION: Carried = { 'aws:RequestedRegion': 'us-east-1' };
export const THROUGH_S3: Carried = {
  ...IN_REGION,
  'kms:ViaService': 's3.us-east-1.amazonaws.com',
};
/** A bucket of an account; S3 names the account in both keys. */
export const bucketOf = (accountId: string): Carried => ({
  's3:ResourceAccount': accountId,
  'aws:ResourceAccount': accountId,
});
export const OWN_BUCKET = bucketOf(ACCOUNT);

/** A role's request; it carries nothing that isn't named. */
export function requestOf(
  roleArn: string,
  action: string,
  resource: string,
  carried: Carried,
): AccessRequest {
  const values: [string, ContextValue][] = Object.entries(carried).map(
    ([key, value]) => [key, exactly(...asList(value))],
  );
  return {
    principal: { kind: 'role', arn: roleArn },
    action,
    resource,
    context: requestContext(Object.fromEntries(values), ABSENT),
  };
}

/** What a policy says to one action. */
export function decide(
  document: PolicyDocument,
  action: string,
  resource: string,
  carried: Carried = {},
) {
  return identityAllows(
    [{ name: 'policy', document }],
    requestOf(WRITER, action, resource, carried),
  );
}
