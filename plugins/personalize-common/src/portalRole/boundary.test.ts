import { bucketArn, roleArn } from '../aws/arn';
import { roleBucketStatement } from '../documents/bucketPolicy';
import { roleKeyStatement } from '../documents/keyPolicy';
import { asList, PolicyStatement } from '../policy/document';
import { PRESETS } from '../service/presets';
import { RoleTarget } from '../service/role';
import { servicePolicyStatements } from '../service/servicePolicy';
import { userPolicyStatements } from '../service/userPolicy';
import {
  keyPolicyActionsFor,
  KMS_WORKFLOWS,
  S3_WORKFLOWS,
} from '../service/workflows';
import {
  ACCOUNT,
  bucketOf,
  Carried,
  decide,
  GRANTABLE,
  IN_REGION,
  KEY,
  OWN_BUCKET,
  SCOPE,
  THROUGH_S3,
  WRITER,
} from './__testUtils__/account';
import { personalizeBoundary } from './boundary';

const ROLE: RoleTarget = {
  partition: 'aws',
  accountId: ACCOUNT,
  region: 'us-east-1',
  rolePath: '/personalize/',
  roleName: 'personalize-reco',
};

const boundary = personalizeBoundary(SCOPE);

const TO_PERSONALIZE: Carried = {
  'iam:PassedToService': 'personalize.amazonaws.com',
};

function answersTo(statement: PolicyStatement): [string, string, string][] {
  return asList(statement.Action).flatMap(action =>
    asList(statement.Resource).map((resource): [string, string, string] => [
      action,
      resource,
      decide(boundary, action.replace('*', 'Any'), resource, TO_PERSONALIZE)
        .answer,
    ]),
  );
}

describe('personalizeBoundary', () => {
  it.each(['documented', 'scoped'] as const)(
    'lets the %s service policy take effect',
    servicePolicy => {
      const answers = servicePolicyStatements(ROLE, {
        servicePolicy,
        cloudWatchMetrics: true,
      }).flatMap(answersTo);

      expect(answers.filter(([, , answer]) => answer !== 'yes')).toEqual([]);
    },
  );

  it.each(PRESETS)('lets the preset %s take effect', preset => {
    const answers = userPolicyStatements(ROLE, preset).flatMap(answersTo);

    expect(answers.filter(([, , answer]) => answer !== 'yes')).toEqual([]);
  });

  it.each([
    ['another service', roleArn(ROLE), 'lambda.amazonaws.com'],
    ['Personalize', WRITER, 'personalize.amazonaws.com'],
    [
      'Personalize',
      `arn:aws:iam::${ACCOUNT}:role/admin`,
      'personalize.amazonaws.com',
    ],
  ])('lets nobody pass to %s the role %s', (_, role, service) => {
    expect(
      decide(boundary, 'iam:PassRole', role, {
        'iam:PassedToService': service,
      }).answer,
    ).toBe('no');
  });

  const { Action: ON_BUCKETS } = roleBucketStatement(ROLE, {
    bucket: 'reco-data',
    prefix: 'input/',
    workflows: [...S3_WORKFLOWS],
  });
  const allowedOnBucket = (
    carried: Carried,
    bucketOwners: string[] = [],
  ): string[] => {
    const arn = bucketArn('aws', 'reco-data');
    return asList(ON_BUCKETS).filter(
      action =>
        decide(
          personalizeBoundary({ ...SCOPE, bucketOwners }),
          action,
          action === 's3:ListBucket' ? arn : `${arn}/input/*`,
          carried,
        ).answer === 'yes',
    );
  };
  const STRANGER = '777788889999';
  const PARTNER = '444455556666';

  it('lets every grant on a bucket of the account take effect', () => {
    expect(allowedOnBucket(OWN_BUCKET)).toEqual(ON_BUCKETS);
  });

  it("lets every grant on a bucket take effect of an account among the bucket's owners", () => {
    expect(allowedOnBucket(bucketOf(PARTNER), [PARTNER])).toEqual(ON_BUCKETS);
    expect(allowedOnBucket(bucketOf(STRANGER), ['*'])).toEqual(ON_BUCKETS);
  });

  it('keeps a bucket of any other account out of reach whatever its name', () => {
    expect(allowedOnBucket(bucketOf(STRANGER))).toEqual([]);
    expect(allowedOnBucket(bucketOf(STRANGER), [PARTNER])).toEqual([]);
    expect(allowedOnBucket({})).toEqual([]);
  });

  const ON_KEYS = [
    ...keyPolicyActionsFor(KMS_WORKFLOWS),
    ...asList(roleKeyStatement(ROLE, KEY, KMS_WORKFLOWS)?.Action),
  ];
  const allowedOnKey = (carried: Carried) =>
    ON_KEYS.filter(
      action => decide(boundary, action, KEY, carried).answer !== 'no',
    );

  it('lets every grant on a key with the tag take effect, by key policy or by the role', () => {
    expect(allowedOnKey({ ...GRANTABLE, ...IN_REGION })).toEqual(ON_KEYS);
  });

  it('keeps keys without the tag out of reach', () => {
    expect(allowedOnKey(IN_REGION)).toEqual([]);
    expect(
      allowedOnKey({
        ...IN_REGION,
        'aws:ResourceTag/personalize:grantable': 'false',
      }),
    ).toEqual([]);
  });

  it.each(['s3.us-east-1.amazonaws.com', 's3.cn-north-1.amazonaws.com.cn'])(
    'lets %s use a key without the tag for objects, and hand on none',
    via => {
      expect([
        ...new Set(allowedOnKey({ ...THROUGH_S3, 'kms:ViaService': via })),
      ]).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
    },
  );

  it('lets no other service use a key without the tag', () => {
    expect(
      allowedOnKey({
        ...IN_REGION,
        'kms:ViaService': 'ec2.us-east-1.amazonaws.com',
      }),
    ).toEqual([]);
  });

  it('keeps keys of other Regions out of reach, with the tag and through S3', () => {
    const elsewhere = { 'aws:RequestedRegion': 'eu-central-1' };

    expect(allowedOnKey({ ...GRANTABLE, ...elsewhere })).toEqual([]);
    expect(
      allowedOnKey({
        'kms:ViaService': 's3.eu-central-1.amazonaws.com',
        ...elsewhere,
      }),
    ).toEqual([]);
  });

  it('keeps keys of other accounts out of reach', () => {
    expect(
      decide(boundary, 'kms:Decrypt', KEY.replace(ACCOUNT, '444455556666'), {
        ...GRANTABLE,
        ...THROUGH_S3,
      }).answer,
    ).toBe('no');
  });

  it.each([
    ['s3:GetObject', 'arn:aws:s3:::payroll/2026.csv'],
    ['s3:ListBucket', 'arn:aws:s3:::payroll'],
    ['s3:DeleteObject', 'arn:aws:s3:::reco-data/input/data.csv'],
    ['s3:PutBucketPolicy', 'arn:aws:s3:::reco-data'],
    ['kms:PutKeyPolicy', KEY],
    ['iam:PassRole', roleArn(ROLE)],
    ['iam:CreateRole', roleArn(ROLE)],
    ['sts:AssumeRole', roleArn(ROLE)],
    ['secretsmanager:GetSecretValue', '*'],
    ['cloudwatch:DeleteAlarms', '*'],
  ])('keeps %s on %s out of reach', (action, resource) => {
    expect(decide(boundary, action, resource).answer).toBe('no');
  });
});
