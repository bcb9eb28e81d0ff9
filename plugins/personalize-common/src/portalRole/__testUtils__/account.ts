import {
  ABSENT,
  ContextValue,
  known,
  requestContext,
} from '../../evaluate/context';
import { identityAllows } from '../../evaluate/identityAllows';
import { PolicyDocument } from '../../policy/document';
import { accountArn, IdentityCenterScope } from '../identityCenter/scope';
import { PortalRoleScope } from '../scope';

export const ACCOUNT = '111122223333';

export const SCOPE: PortalRoleScope = {
  partition: 'aws',
  accountId: ACCOUNT,
  rolePath: '/personalize/',
  bucketArns: ['arn:aws:s3:::reco-*', 'arn:aws:s3:::*personalize*'],
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
export type Carried = Record<string, string>;

export const WITH_BOUNDARY: Carried = { 'iam:PermissionsBoundary': BOUNDARY };
export const NEW_TAG: Carried = {
  'aws:RequestTag/personalize:managed': 'true',
};
export const OWN_TAG: Carried = {
  'aws:ResourceTag/personalize:managed': 'true',
};
export const GRANTABLE: Carried = {
  'aws:ResourceTag/personalize:grantable': 'true',
};
export const OWN_BUCKET: Carried = { 's3:ResourceAccount': ACCOUNT };

/** What a policy says to one action; the request carries nothing that isn't named. */
export function decide(
  document: PolicyDocument,
  action: string,
  resource: string,
  carried: Carried = {},
) {
  const values: [string, ContextValue][] = Object.entries(carried).map(
    ([key, value]) => [key, known(value)],
  );
  return identityAllows([{ name: 'policy', document }], {
    principal: { kind: 'role', arn: WRITER },
    action,
    resource,
    context: requestContext(Object.fromEntries(values), ABSENT),
  });
}
