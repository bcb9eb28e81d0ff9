import {
  ACCOUNT,
  BUCKET,
  Carried,
  decide,
  GRANTABLE,
  KEY,
  NEW_TAG,
  OWN_BUCKET,
  OWN_TAG,
  POLICY,
  ROLE,
  SCOPE,
  WITH_BOUNDARY,
} from './__testUtils__/account';
import { AWS_OPERATION_NAMES, awsOperation } from './operations';
import { readerPolicy } from './readerPolicy';
import { writerPolicy } from './writerPolicy';

/** On what the product calls an operation, and what AWS then knows of the request. */
interface Subject {
  resource: string;
  carried?: Carried;
}

const EXISTING_ROLE: Subject = {
  resource: ROLE,
  carried: { ...WITH_BOUNDARY, ...OWN_TAG },
};
const EXISTING_POLICY: Subject = { resource: POLICY, carried: OWN_TAG };
const ATTACHMENT: Subject = {
  resource: ROLE,
  carried: { ...WITH_BOUNDARY, ...OWN_TAG, 'iam:PolicyARN': POLICY },
};
const AN_ACCOUNT: Subject = { resource: '*' };
const A_KEY: Subject = { resource: KEY, carried: GRANTABLE };
const A_BUCKET: Subject = { resource: BUCKET, carried: OWN_BUCKET };

const SUBJECTS: Record<string, Subject> = {
  'iam:GetAccountSummary': AN_ACCOUNT,
  'iam:GetPolicy': EXISTING_POLICY,
  'iam:GetPolicyVersion': EXISTING_POLICY,
  'iam:GetRole': EXISTING_ROLE,
  'iam:GetRolePolicy': EXISTING_ROLE,
  'iam:ListAttachedRolePolicies': EXISTING_ROLE,
  'iam:ListPolicyVersions': EXISTING_POLICY,
  'iam:ListRolePolicies': EXISTING_ROLE,
  'iam:ListRoles': AN_ACCOUNT,
  'kms:DescribeKey': A_KEY,
  'kms:GetKeyPolicy': A_KEY,
  'kms:ListResourceTags': A_KEY,
  's3:GetBucketEncryption': A_BUCKET,
  's3:GetBucketPolicy': A_BUCKET,
  's3:GetBucketTagging': A_BUCKET,
  's3:HeadBucket': A_BUCKET,
  'iam:AttachRolePolicy': ATTACHMENT,
  'iam:CreatePolicy': { resource: POLICY, carried: NEW_TAG },
  'iam:CreatePolicyVersion': EXISTING_POLICY,
  'iam:CreateRole': {
    resource: ROLE,
    carried: { ...WITH_BOUNDARY, ...NEW_TAG },
  },
  'iam:DeletePolicy': EXISTING_POLICY,
  'iam:DeletePolicyVersion': EXISTING_POLICY,
  'iam:DeleteRole': EXISTING_ROLE,
  'iam:DeleteRolePolicy': EXISTING_ROLE,
  'iam:DetachRolePolicy': ATTACHMENT,
  'iam:PutRolePolicy': EXISTING_ROLE,
  // The product never sends its own tag again with others.
  'iam:TagRole': EXISTING_ROLE,
  'iam:UpdateAssumeRolePolicy': EXISTING_ROLE,
  'iam:UpdateRole': EXISTING_ROLE,
  'kms:PutKeyPolicy': A_KEY,
  's3:DeleteBucketPolicy': A_BUCKET,
  's3:PutBucketPolicy': A_BUCKET,
};

const writer = writerPolicy(SCOPE);
const reader = readerPolicy(SCOPE);

const cases = AWS_OPERATION_NAMES.map(name => {
  const [service, operation] = name.split(':');
  return { name, ...awsOperation(service, operation) };
});

describe('operations that the product calls', () => {
  it('have all a subject here', () => {
    expect(Object.keys(SUBJECTS).sort()).toEqual(
      [...AWS_OPERATION_NAMES].sort(),
    );
  });

  it.each(cases)('writer: $name is allowed', ({ name, actions }) => {
    const { resource, carried } = SUBJECTS[name];
    expect(actions).not.toHaveLength(0);
    for (const action of actions ?? []) {
      expect([
        action,
        decide(writer, action, resource, carried).answer,
      ]).toEqual([action, 'yes']);
    }
  });

  it.each(cases)(
    'reader: $name, a $access, is allowed only where it reads',
    ({ name, access, actions }) => {
      const { resource, carried } = SUBJECTS[name];
      for (const action of actions ?? []) {
        expect([
          action,
          decide(reader, action, resource, carried).answer,
        ]).toEqual([action, access === 'read' ? 'yes' : 'no']);
      }
    },
  );

  it('reads a role and a policy of any path, and a policy of AWS', () => {
    const read = (action: string, resource: string) =>
      decide(reader, action, resource).answer;

    expect(
      read('iam:GetRole', `arn:aws:iam::${ACCOUNT}:role/other/personalize-x`),
    ).toBe('yes');
    expect(
      read('iam:GetPolicy', `arn:aws:iam::${ACCOUNT}:policy/team/limits`),
    ).toBe('yes');
    expect(
      read('iam:GetPolicyVersion', 'arn:aws:iam::aws:policy/ReadOnlyAccess'),
    ).toBe('yes');
  });

  it('are found by the name that an SDK client gives its service', () => {
    expect(awsOperation('S3', 'HeadBucket')).toEqual({
      access: 'read',
      actions: ['s3:ListBucket'],
    });
    expect(awsOperation('S3', 'GetObject')).toBeUndefined();
  });
});
