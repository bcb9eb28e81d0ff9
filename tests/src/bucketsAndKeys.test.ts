import { CreateAliasCommand, CreateKeyCommand } from '@aws-sdk/client-kms';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { JsonObject } from '@backstage/types';
import {
  ACCOUNT,
  Bench,
  describeCall,
  expectedRoleArn,
  messagesOf,
  PARTNER_ACCOUNT,
  putBucketPolicy,
  Scaffolder,
  SHOP_ROLE,
  shopRequest,
  startBench,
  writesTo,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

let bench: Bench;
let portal: Scaffolder;

beforeAll(async () => {
  bench = await startBench();
}, 300_000);

afterAll(async () => {
  await bench?.stop();
});

beforeEach(async () => {
  portal = await bench.startPortal();
});

afterEach(async () => {
  await bench.restore();
});

const oneBucket = (bucket: string, more: JsonObject = {}) => ({
  ...shopRequest,
  kms: [],
  s3: [{ bucket, workflows: ['import'], ...more }],
});

const oneKey = (keyId: string) => ({
  ...shopRequest,
  kms: [{ keyId, workflows: ['export'] }],
});

/** Runs the template, and gives what the plan and the step on buckets said. */
async function run(values: JsonObject) {
  const result = await portal.run(values);
  expect(result.status).toBe('completed');
  const { plan, 'grant-s3': s3 } = result.output.steps;
  return {
    log: result.log,
    text: result.output.text?.map(({ content }) => content).join('\n'),
    planned: plan?.output.warnings.map(({ message }) => message),
    warned: s3?.output.warnings.map(({ message }) => message),
    buckets: s3?.output.buckets,
    plan: plan?.output,
  };
}

async function expectRefusal(values: JsonObject, message: RegExp) {
  const result = await portal.run(values);

  expect(result.status).toBe('failed');
  expect(messagesOf(result)).toEqual([expect.stringMatching(message)]);
  expect(writesTo(bench.endpoint)).toEqual([]);
}

describe('a bucket that works', () => {
  it.each(['reco-training-data', 'reco-results', 'reco-encrypted'])(
    '%s gives no warning',
    async bucket => {
      const { planned, warned } = await run({
        ...oneBucket(bucket),
        kms: [{ keyId: 'alias/reco-data', workflows: ['export'] }],
      });

      expect({ planned, warned }).toEqual({ planned: [], warned: [] });
    },
  );

  it('gives none either where its key is granted for imports alone', async () => {
    const { planned, warned } = await run({
      ...oneBucket('reco-encrypted'),
      kms: [{ keyId: 'alias/reco-data', workflows: ['import'] }],
    });

    expect({ planned, warned }).toEqual({ planned: [], warned: [] });
  });
});

describe('a warning', () => {
  /** It is in the plan, in the step on buckets, in the log and in the text at the end. */
  async function expectWarning(values: JsonObject, ...messages: RegExp[]) {
    const { planned, warned, log, text, buckets } = await run(values);

    const expected = messages.map(message => expect.stringMatching(message));
    expect(planned).toEqual(expected);
    expect(warned).toEqual(expected);
    for (const message of planned ?? []) {
      expect(log.filter(line => line === `warn: ${message}`)).toHaveLength(2);
      expect(text).toContain(message);
    }
    return buckets;
  }

  /**
   * What keeps Personalize out is told by the plan and by the step, and proven
   * at the end, which fails the run.
   */
  async function expectDisproven(values: JsonObject, ...messages: RegExp[]) {
    const { status, log } = await portal.run(values);

    expect(status).toBe('failed');
    for (const message of messages) {
      expect(log.filter(line => message.test(line))).toHaveLength(2);
    }
    expect(log).toContainEqual(
      expect.stringMatching(/^ConflictError: \d+ checks? failed:/),
    );
  }

  it('names the statement that keeps everybody out but a VPC', async () => {
    await expectDisproven(
      oneBucket('finance-vpc-only'),
      /^warn: Statement "OnlyFromTheFinanceVpc" in the policy of arn:aws:s3:::finance-vpc-only denies s3:GetObject, s3:ListBucket to Personalize itself\. /,
      /^warn: Statement "OnlyFromTheFinanceVpc" in the policy of arn:aws:s3:::finance-vpc-only denies s3:GetObject, s3:ListBucket to the role personalize-shop\. /,
    );
  });

  it('says that a key needs a grant too, and which', async () => {
    const keyArn = bench.seeded.keys['alias/reco-data'];
    const buckets = await expectWarning(
      oneBucket('reco-encrypted'),
      new RegExp(
        `^Bucket reco-encrypted encrypts with key ${keyArn}, which Personalize must be able to use too: list the key under kms\\.$`,
      ),
    );

    expect(buckets).toEqual([
      expect.objectContaining({
        bucketArn: 'arn:aws:s3:::reco-encrypted',
        encryptionKeyArn: keyArn,
      }),
    ]);
  });

  it('says that a bucket encrypts with a key that nobody can grant', async () => {
    const buckets = await expectWarning(
      oneBucket('reco-aws-managed-key'),
      /^Bucket reco-aws-managed-key encrypts with an AWS managed key\. /,
    );

    expect(buckets).toEqual([
      expect.not.objectContaining({ encryptionKeyArn: expect.anything() }),
    ]);
  });

  it('says that a bucket encrypts twice', async () => {
    await expectWarning(
      oneBucket('reco-dual-layer'),
      /^Bucket reco-dual-layer encrypts twice \(DSSE-KMS\)/,
      /^Bucket reco-dual-layer encrypts with an AWS managed key/,
    );
  });

  it('says which CloudFormation stack will remove the grant', async () => {
    await expectWarning(
      oneBucket('reco-pipeline-output'),
      /^CloudFormation stack reco-pipeline manages the policy of bucket reco-pipeline-output: its next apply removes/,
    );
  });

  it('says that Terraform will remove the grant', async () => {
    await expectWarning(
      oneBucket('click-archive'),
      /^Terraform \(tag ManagedBy=terraform\) manages the policy of bucket click-archive: /,
    );
  });

  it('says that the boundary keeps the role from the key, whatever is granted', async () => {
    await expectDisproven(
      {
        ...shopRequest,
        permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundaries/no-kms-boundary`,
      },
      /^warn: The permissions boundary .*no-kms-boundary may not allow kms:CreateGrant, kms:Decrypt, /,
    );
  });
});

describe('a bucket of another account', () => {
  it('is handed over as a document for its owner, and nothing is written there', async () => {
    const { warned, buckets } = await run(
      oneBucket('partner-catalogue', {
        prefix: 'items/',
        bucketOwner: PARTNER_ACCOUNT,
      }),
    );

    expect(warned).toEqual([
      expect.stringMatching(
        /^Bucket partner-catalogue belongs to account 210987654321, .*Send the statements .*to its owner/,
      ),
    ]);
    const [handedOver]: JsonObject[] = JSON.parse(JSON.stringify(buckets));
    expect(handedOver.handOff).toMatchObject({
      bucketOwner: PARTNER_ACCOUNT,
      bucket: 'partner-catalogue',
      policy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'personalize.amazonaws.com' },
            Action: ['s3:GetObject', 's3:ListBucket'],
            Resource: [
              'arn:aws:s3:::partner-catalogue',
              'arn:aws:s3:::partner-catalogue/items/*',
            ],
            Condition: {
              StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT },
            },
          },
          {
            Effect: 'Allow',
            Principal: { AWS: expectedRoleArn(SHOP_ROLE) },
            Action: ['s3:GetObject', 's3:ListBucket'],
          },
        ],
      },
    });
    expect(
      bench.endpoint
        .calls()
        .map(describeCall)
        .filter(call => call.includes('partner-catalogue'))
        .sort(),
      // Whether it really is another account's: in the plan, the step, the proof
      // and the plan by which the set-up is judged later. A HEAD names no error.
    ).toEqual(
      [
        's3:HeadBucket partner-catalogue',
        's3:ListObjectsV2 partner-catalogue',
      ].flatMap(call => Array(4).fill(call)),
    );
    const after = await bench.state();
    expect(after.bucketPolicies['partner-catalogue']).toEqual(
      bench.seededState.bucketPolicies['partner-catalogue'],
    );
    // The role's own policy is this account's, and allows it.
    expect(
      after.roles[SHOP_ROLE].inline.PersonalizeS3.Statement[0].Resource,
    ).toContain('arn:aws:s3:::partner-catalogue/items/*');
  });

  it('is handed over the same again by a second run, which writes nothing', async () => {
    const values = oneBucket('partner-catalogue', {
      bucketOwner: PARTNER_ACCOUNT,
    });
    const first = await run(values);
    bench.endpoint.clear();
    const second = await run(values);

    expect(second.buckets).toEqual(first.buckets);
    expect(writesTo(bench.endpoint)).toEqual([]);
  });

  it('that is no longer asked for is left to its owner to clean up', async () => {
    await run(oneBucket('partner-catalogue', { bucketOwner: PARTNER_ACCOUNT }));
    const { warned } = await run(oneBucket('reco-results'));

    expect(warned).toEqual([
      expect.stringMatching(
        /^Access to bucket partner-catalogue from an earlier run is no longer requested, .* Ask the bucket's owner to remove any of the statements PersonalizeS3[a-z2-7]{12}, PersonalizeS3Role[a-z2-7]{12} that are there/,
      ),
    ]);
  });

  it('is refused without its owner’s id', async () => {
    await expectRefusal(
      oneBucket('partner-catalogue'),
      /^InputError: s3\[0\]\.bucket: "partner-catalogue" was given, but account 123456789012 has no such bucket, .*bucketOwner/,
    );
  });
});

describe('a bucket that can’t be used', () => {
  it('is refused in another Region', async () => {
    await expectRefusal(
      oneBucket('reco-europe'),
      /^InputError: s3\[0\]\.bucket: "reco-europe" was given, but the bucket is in eu-west-1; Personalize in us-east-1 needs/,
    );
  });

  it('is refused where there is none', async () => {
    await expectRefusal(
      oneBucket('reco-training-dat'),
      /^InputError: s3\[0\]\.bucket: "reco-training-dat" was given, but no such bucket exists/,
    );
  });

  it('is refused as one of several, and none of the others is touched', async () => {
    await expectRefusal(
      {
        ...shopRequest,
        s3: [
          { bucket: 'reco-results', workflows: ['export'] },
          { bucket: 'reco-europe', workflows: ['import'] },
        ],
      },
      /^InputError: s3\[1\]\.bucket: "reco-europe"/,
    );
  });

  it('is refused when its policy has no room left', async () => {
    const Bucket = 'reco-full';
    await bench.aws.s3.send(new CreateBucketCommand({ Bucket }));
    await putBucketPolicy(bench.aws.s3, Bucket, {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Readers',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${PARTNER_ACCOUNT}:root` },
          Action: 's3:GetObject',
          // With the rest, a little less than the 20,480 bytes that AWS allows.
          Resource: Array.from(
            { length: 400 },
            (_, index) =>
              `arn:aws:s3:::${Bucket}/shared/with-partner/${index}/*`,
          ),
        },
      ],
    });
    await expectRefusal(
      oneBucket(Bucket),
      /^ConflictError: the policy of bucket reco-full would take \d+ bytes, but AWS allows 20480/,
    );
  });

  it('is refused when a statement names somebody who is gone, for S3 would refuse the write', async () => {
    const Bucket = 'reco-stale';
    await bench.aws.s3.send(new CreateBucketCommand({ Bucket }));
    await putBucketPolicy(bench.aws.s3, Bucket, {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'FormerJob',
          Effect: 'Allow',
          Principal: { AWS: 'AROAEXAMPLEROLE000000' },
          Action: 's3:GetObject',
          Resource: `arn:aws:s3:::${Bucket}/*`,
        },
      ],
    });
    await expectRefusal(
      oneBucket(Bucket),
      /^ConflictError: Statement "FormerJob" in the policy of bucket reco-stale names a principal, which no longer exists/,
    );
  });
});

describe('a key that can’t be used', () => {
  it.each<[string, RegExp]>([
    ['alias/reco-archive', /the key is Disabled, .*kms:EnableKey/],
    ['alias/reco-2024', /the key is PendingDeletion, .*kms:CancelKeyDeletion/],
    [
      'alias/reco-signing',
      /it is a RSA_2048 key for SIGN_VERIFY, and Personalize needs a symmetric key/,
    ],
    [
      'alias/reco-dat',
      /account 123456789012 has no such key in us-east-1.*check the id, the alias and the Region/,
    ],
    [
      '1234abcd-12ab-34cd-56ef-1234567890ab',
      /account 123456789012 has no such key in us-east-1/,
    ],
    [
      'arn:aws:kms:us-east-1:210987654321:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      /owner of the key/,
    ],
    [
      `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
      /Region of the request, us-east-1/,
    ],
  ])('%s is refused, with what to do', async (keyId, rule) => {
    await expectRefusal(
      oneKey(keyId),
      new RegExp(
        `^InputError: kms\\[0\\]\\.keyId: "${keyId}" was given, but .*${rule.source}`,
      ),
    );
  });

  it('is refused where an alias leads to a key that AWS manages, as only KMS knows', async () => {
    const { KeyMetadata: key } = await bench.aws.kms.send(
      new CreateKeyCommand({}),
    );
    await bench.aws.kms.send(
      new CreateAliasCommand({
        AliasName: 'alias/looks-good',
        TargetKeyId: key?.KeyId,
      }),
    );
    bench.endpoint.intercept(async (call, forward) => {
      const answer = await forward();
      return call.operation === 'DescribeKey'
        ? {
            ...answer,
            headers: { 'content-type': 'application/x-amz-json-1.1' },
            body: Buffer.from(
              answer.body
                .toString()
                .replace(/"KeyManager": ?"CUSTOMER"/, '"KeyManager": "AWS"'),
            ),
          }
        : answer;
    });
    await expectRefusal(
      oneKey('alias/looks-good'),
      /^InputError: kms\[0\]\.keyId: "alias\/looks-good" was given, but it is an AWS managed key, whose policy nobody can edit/,
    );
  });

  it('is refused in the action by itself, under the name that the field has there', async () => {
    const role = {
      accountId: ACCOUNT,
      region: 'us-east-1',
      roleName: 'personalize-legacy',
      rolePath: '/service-role/',
    };
    await portal.runAction('personalize:create-role', { ...role, adopt: true });
    const result = await portal.runAction('personalize:grant-kms', {
      ...role,
      keys: [{ keyId: 'alias/reco-archive', workflows: ['export'] }],
    });

    expect(messagesOf(result)).toEqual([
      expect.stringMatching(
        /^InputError: keys\[0\]\.keyId: "alias\/reco-archive" was given, but the key is Disabled/,
      ),
    ]);
  });
});

describe('the plan', () => {
  it('says how much room each policy has left', async () => {
    const { plan } = await run(shopRequest);

    expect(plan?.room).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          resource: 'arn:aws:s3:::reco-training-data',
          unit: 'bytes',
          limit: 20480,
        }),
        expect.objectContaining({
          resource: bench.seeded.keys['alias/reco-data'],
          unit: 'bytes',
          limit: 32768,
        }),
        expect.objectContaining({
          resource: `${expectedRoleArn(SHOP_ROLE)}#trust-policy`,
          unit: 'characters',
          limit: 2048,
        }),
      ]),
    );
  });

  it('gives the lists back as they were understood', async () => {
    const { plan } = await run({
      ...shopRequest,
      s3: [
        { bucket: 'reco-results', prefix: 'out', workflows: ['export'] },
        { bucket: 'reco-results', prefix: 'out/', workflows: ['metrics'] },
      ],
    });

    expect(plan?.s3).toEqual([
      {
        bucket: 'reco-results',
        prefix: 'out/',
        workflows: ['export', 'metrics'],
      },
    ]);
  });
});
