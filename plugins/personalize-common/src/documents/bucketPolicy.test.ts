import {
  editBucket,
  OTHER_ROLE,
  OUR_ROLE,
} from '../policy/__testUtils__/setups';
import { PolicyDocument, PolicyStatement } from '../policy/document';
import { BucketAccess, SOURCE_CONDITIONS } from '../setup/access';
import {
  bucketAndPrefixOf,
  bucketSid,
  bucketStatement,
  certifyBucketStatement,
  grantedBuckets,
  handOffStatements,
  roleBucketStatement,
  sourceCondition,
} from './bucketPolicy';

const INPUT: BucketAccess = {
  bucket: 'reco-data',
  prefix: 'input/',
  workflows: ['import'],
};
const OUTPUT: BucketAccess = {
  bucket: 'reco-data',
  prefix: 'output/',
  workflows: ['export'],
};

describe('the statement of a bucket policy', () => {
  it('is the one of the AWS guide, for one prefix, tied to the account', () => {
    expect(bucketStatement(OUR_ROLE, INPUT, 'if-present')).toStrictEqual({
      Sid: bucketSid(OUR_ROLE, 'reco-data', 'input/'),
      Effect: 'Allow',
      Principal: { Service: 'personalize.amazonaws.com' },
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: ['arn:aws:s3:::reco-data', 'arn:aws:s3:::reco-data/input/*'],
      Condition: {
        StringEqualsIfExists: { 'aws:SourceAccount': '012345678901' },
      },
    });
  });

  it('is for the whole bucket without a prefix', () => {
    expect(
      bucketStatement(OUR_ROLE, { ...INPUT, prefix: '' }, 'none').Resource,
    ).toStrictEqual(['arn:aws:s3:::reco-data', 'arn:aws:s3:::reco-data/*']);
  });

  it('gives the role the same, without principal, in the account of the bucket alone', () => {
    const { Principal, Condition, ...onBucket } = bucketStatement(
      OUR_ROLE,
      INPUT,
      'required',
    );

    expect(roleBucketStatement(OUR_ROLE, INPUT)).toStrictEqual({
      ...onBucket,
      Condition: { StringEquals: { 'aws:ResourceAccount': '012345678901' } },
    });
    expect(
      roleBucketStatement(OUR_ROLE, { ...INPUT, bucketOwner: '210987654321' }),
    ).toStrictEqual({
      ...onBucket,
      Condition: { StringEquals: { 'aws:ResourceAccount': '210987654321' } },
    });
  });

  it.each([
    ['none', undefined],
    [
      'if-present',
      { StringEqualsIfExists: { 'aws:SourceAccount': '012345678901' } },
    ],
    [
      'required',
      {
        StringEquals: { 'aws:SourceAccount': '012345678901' },
        ArnLike: {
          'aws:SourceArn': 'arn:aws:personalize:us-east-1:012345678901:*',
        },
      },
    ],
  ] as const)('has the source condition %s', (asked, condition) => {
    expect(sourceCondition(OUR_ROLE, asked)).toStrictEqual(condition);
    expect(bucketStatement(OUR_ROLE, INPUT, asked).Condition).toStrictEqual(
      condition,
    );
    expect('Condition' in bucketStatement(OUR_ROLE, INPUT, asked)).toBe(
      condition !== undefined,
    );
  });
});

it('a source condition that this version doesn’t know is an error, and not none', () => {
  expect(() => sourceCondition(OUR_ROLE, JSON.parse('"stricter"'))).toThrow(
    'Unknown source conditions stricter',
  );
});

describe('a bucket policy before and after', () => {
  const DENY: PolicyStatement = {
    Sid: 'DenyInsecureTransport',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: ['arn:aws:s3:::reco-data', 'arn:aws:s3:::reco-data/*'],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const GUIDE: PolicyStatement = {
    Sid: 'PersonalizeS3BucketAccessPolicy',
    Effect: 'Allow',
    Principal: { Service: 'personalize.amazonaws.com' },
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: ['arn:aws:s3:::reco-data', 'arn:aws:s3:::reco-data/*'],
  };
  const before: PolicyDocument = {
    Version: '2008-10-17',
    Id: 'PersonalizeS3BucketAccessPolicy',
    Statement: [DENY, GUIDE],
  };

  it('keeps what was there and appends one statement for each prefix', () => {
    const { document } = editBucket(before, OUR_ROLE, [INPUT, OUTPUT]);

    const added = [
      bucketStatement(OUR_ROLE, INPUT, 'if-present'),
      bucketStatement(OUR_ROLE, OUTPUT, 'if-present'),
    ].sort((one, other) => (one.Sid < other.Sid ? -1 : 1));
    expect(document).toStrictEqual({
      ...before,
      Statement: [DENY, GUIDE, ...added],
    });
  });

  it('never gives PutObject on the input, though both prefixes share a bucket', () => {
    const { document } = editBucket(undefined, OUR_ROLE, [INPUT, OUTPUT]);

    const writable = [document?.Statement ?? []]
      .flat()
      .filter(({ Action }) => Action?.includes('s3:PutObject'))
      .flatMap(({ Resource }) => Resource ?? []);
    expect(writable).toStrictEqual([
      'arn:aws:s3:::reco-data',
      'arn:aws:s3:::reco-data/output/*',
    ]);
  });

  it('takes away a prefix that is no longer asked for, and leaves the others', () => {
    const both = editBucket(before, OUR_ROLE, [INPUT, OUTPUT]).document;

    expect(editBucket(both, OUR_ROLE, [OUTPUT])).toStrictEqual({
      document: {
        ...before,
        Statement: [
          DENY,
          GUIDE,
          bucketStatement(OUR_ROLE, OUTPUT, 'if-present'),
        ],
      },
      changes: [
        {
          sid: bucketSid(OUR_ROLE, 'reco-data', 'input/'),
          operation: 'delete',
        },
      ],
    });
  });
});

describe('the bucket and prefix of a statement', () => {
  it.each(['', 'input/', 'a/b c/', 'ä/'])('are read back: "%s"', prefix => {
    const statement = bucketStatement(
      OUR_ROLE,
      { ...INPUT, prefix },
      'if-present',
    );

    expect(bucketAndPrefixOf(statement)).toStrictEqual({
      bucket: 'reco-data',
      prefix,
    });
    expect(
      bucketAndPrefixOf({
        ...statement,
        Resource: [statement.Resource ?? []].flat().reverse(),
      }),
    ).toStrictEqual({ bucket: 'reco-data', prefix });
  });

  it.each([
    [['arn:aws:s3:::reco-data']],
    [['arn:aws:s3:::reco-data/*']],
    [['arn:aws:s3:::reco-data', 'arn:aws:s3:::other/*']],
    [['arn:aws:s3:::reco-data', 'arn:aws:s3:::reco-data/a']],
    [['arn:aws:s3:::reco-data', 'arn:aws:s3:::reco-data/a/*.csv']],
    [['arn:aws:s3:::reco-data', 'xarn:aws:s3:::reco-data/a/*']],
    [
      [
        'arn:aws:s3:::reco-data',
        'arn:aws:s3:::reco-data/a/*',
        'arn:aws:s3:::reco-data/b/*',
      ],
    ],
    [['arn:aws:s3:::*', 'arn:aws:s3:::*/*']],
    [['*']],
    [[]],
  ])('are not read from another shape: %j', Resource => {
    expect(bucketAndPrefixOf({ Effect: 'Allow', Resource })).toBeUndefined();
  });

  it('certify the Sid of their own set-up only', () => {
    const statement = bucketStatement(OUR_ROLE, INPUT, 'if-present');

    expect(certifyBucketStatement(OUR_ROLE)(statement)).toStrictEqual([
      statement.Sid,
    ]);
    expect(certifyBucketStatement(OTHER_ROLE)(statement)).not.toContain(
      statement.Sid,
    );
    expect(
      certifyBucketStatement(OUR_ROLE)({ ...statement, Resource: '*' }),
    ).toStrictEqual([]);
  });

  it('are found in the set-up’s own statements of a policy only', () => {
    const own = bucketStatement(OUR_ROLE, INPUT, 'none');
    const document = {
      Statement: [
        bucketStatement(OTHER_ROLE, OUTPUT, 'none'),
        { ...own, Sid: undefined },
        { ...own, Resource: '*' },
        own,
        bucketStatement(OUR_ROLE, OUTPUT, 'none'),
      ],
    };

    expect(grantedBuckets(OUR_ROLE, document)).toStrictEqual([
      { bucket: 'reco-data', prefix: 'input/' },
      { bucket: 'reco-data', prefix: 'output/' },
    ]);
    expect(grantedBuckets(OUR_ROLE, { PolicyArn: 'x' })).toStrictEqual([]);
  });
});

describe('the statements for a bucket of another account', () => {
  it.each(SOURCE_CONDITIONS)(
    'name service and role apart, with the condition on the service alone: %s',
    asked => {
      const [service, role] = handOffStatements(OUR_ROLE, OUTPUT, asked);

      expect(service).toStrictEqual(bucketStatement(OUR_ROLE, OUTPUT, asked));
      expect(role).toStrictEqual({
        Sid: expect.stringMatching(/^PersonalizeS3Role[a-z2-7]{12}$/),
        Effect: 'Allow',
        Principal: {
          AWS: 'arn:aws:iam::012345678901:role/personalize/personalize-shop',
        },
        Action: service.Action,
        Resource: service.Resource,
      });
    },
  );
});
