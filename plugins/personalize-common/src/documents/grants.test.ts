import { RoleTarget } from '../service/role';
import { bucketStatement, roleBucketStatement } from './bucketPolicy';
import { grantsIn } from './grants';
import { keyStatements } from './keyPolicy';

const role: RoleTarget = {
  partition: 'aws',
  accountId: '012345678901',
  region: 'us-east-1',
  roleName: 'personalize-shop',
  rolePath: '/personalize/',
};
const KEY = 'arn:aws:kms:us-east-1:012345678901:key/1';
const access = {
  bucket: 'reco-data',
  prefix: 'input/',
  workflows: ['import' as const],
};

describe('what the statements of a set-up grant', () => {
  const documents = (of: RoleTarget) => [
    {
      resource: KEY,
      document: { Statement: keyStatements(of, KEY, ['import'], 'none') },
    },
    {
      resource: 'arn:aws:s3:::reco-data',
      document: { Statement: [bucketStatement(of, access, 'none')] },
    },
    {
      resource: 'arn:aws:iam::012345678901:role/r#inline-policy/PersonalizeS3',
      document: { Statement: [roleBucketStatement(of, access)] },
    },
  ];

  it('is each key and prefix once', () => {
    expect(grantsIn(role, documents(role))).toEqual({
      keys: [KEY],
      buckets: [{ bucket: 'reco-data', prefix: 'input/' }],
    });
  });

  it('is nothing that another set-up was granted, and nothing in no document', () => {
    const other = { ...role, roleName: 'personalize-other' };

    expect(
      grantsIn(role, [
        ...documents(other),
        { resource: KEY, document: undefined },
      ]),
    ).toEqual({ keys: [], buckets: [] });
  });
});
