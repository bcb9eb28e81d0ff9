import { roleArn } from '../../aws/arn';
import {
  bucketStatement,
  certifyBucketStatement,
} from '../../documents/bucketPolicy';
import { certifyKeyStatement, keyStatements } from '../../documents/keyPolicy';
import { ownedStatements } from '../../documents/ownership';
import { RoleTarget } from '../../service/role';
import { KmsWorkflow } from '../../service/workflows';
import { BucketAccess } from '../../setup/access';
import { PolicyDocument } from '../document';
import { mergeOwned, MergeResult } from '../merge';

export const OUR_ROLE: RoleTarget = {
  partition: 'aws',
  accountId: '012345678901',
  region: 'us-east-1',
  roleName: 'personalize-shop',
  rolePath: '/personalize/',
};

export const OTHER_ROLE: RoleTarget = {
  ...OUR_ROLE,
  roleName: 'personalize-news',
};

/** Its statements stand in the documents that others wrote. */
export const THIRD_ROLE: RoleTarget = {
  ...OUR_ROLE,
  roleName: 'personalize-ads',
};

export const KEY_ARN =
  'arn:aws:kms:us-east-1:012345678901:key/11111111-2222-3333-4444-555555555555';

/** Brings the statements of one set-up on a bucket policy to what is asked for. */
export function editBucket(
  document: PolicyDocument | undefined,
  role: RoleTarget,
  accesses: readonly BucketAccess[],
): MergeResult {
  const wanted = accesses.map(access =>
    bucketStatement(role, access, 'if-present'),
  );
  return mergeOwned(
    document,
    wanted,
    ownedStatements(document, {
      documentName: 'bucket reco-data',
      roleArn: roleArn(role),
      certify: certifyBucketStatement(role),
      wantedSids: new Set(wanted.map(({ Sid }) => Sid)),
      principals: 'required',
    }),
  );
}

/** Brings the statements of one set-up on a key policy to what is asked for. */
export function editKey(
  document: PolicyDocument | undefined,
  role: RoleTarget,
  workflows: readonly KmsWorkflow[],
): MergeResult {
  const wanted =
    workflows.length > 0
      ? keyStatements(role, KEY_ARN, workflows, 'if-present')
      : [];
  return mergeOwned(
    document,
    wanted,
    ownedStatements(document, {
      documentName: `key ${KEY_ARN}`,
      roleArn: roleArn(role),
      certify: certifyKeyStatement(role, KEY_ARN),
      wantedSids: new Set(wanted.map(({ Sid }) => Sid)),
      principals: 'required',
    }),
  );
}
