import { ConflictError } from '@backstage/errors';
import {
  RequestedAccess,
  BucketAccess,
  bucketSid,
  bucketStatement,
  keyStatements,
  bytesOf,
  handOffSids,
  handOffStatements,
  InvalidRequestError,
  PolicyStatement,
  roleBucketStatement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { applyPlan } from '../../engine/apply';
import { StaleReads } from '../../aws/staleReads';
import { FakeError } from '../../__testUtils__/fakeAnswer';
import { ACCOUNT, FakeAws } from '../../__testUtils__/fakeAws';
import { sessionOn } from '../../__testUtils__/sessions';
import {
  addOurRole,
  documentOf,
  keyArn,
  messages,
  planOf,
  revoke,
  revokePlanOf,
  ROLE_ARN,
  run,
  steps,
  TARGET,
} from '../../__testUtils__/setups';
import { bucketGrants } from './plan';
import { s3Part } from './part';
import { S3Wanted } from './wanted';

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => {
  aws.reset();
  addOurRole(aws);
});

const BUCKET = 'arn:aws:s3:::reco-data';
const OTHER = 'arn:aws:s3:::reco-other';
const ON_ROLE = `${ROLE_ARN}#inline-policy/PersonalizeS3`;
const KEY = keyArn(1);

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
const ELSEWHERE: BucketAccess = { ...INPUT, bucket: 'reco-other' };

const TLS: PolicyStatement = {
  Sid: 'DenyInsecureTransport',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [BUCKET, `${BUCKET}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

const wanted = (...buckets: BucketAccess[]): S3Wanted => ({
  role: TARGET,
  buckets,
  sourceConditions: 'if-present',
  field: 's3',
});

const bySid = (...statements: { Sid: string }[]) =>
  [...statements].sort((one, other) => (one.Sid < other.Sid ? -1 : 1));

const onBucket = (...accesses: BucketAccess[]) =>
  accesses
    .map(access => bucketStatement(TARGET, access, 'if-present'))
    .sort((one, other) => (one.Sid < other.Sid ? -1 : 1));

const policyOf = (bucket: string) => aws.s3.buckets.get(bucket)?.policy;
const inlinePolicy = () =>
  aws.iam.roles.get('personalize-shop')?.inline.get('PersonalizeS3');

describe('granting buckets', () => {
  it('writes one statement for each prefix, on the role first, and keeps what was there', async () => {
    aws.s3.addBucket('reco-data', {
      policy: { Version: '2008-10-17', Id: 'Theirs', Statement: TLS },
    });

    const made = await run(s3Part, aws, wanted(INPUT, OUTPUT));

    expect(made.map(({ resource }) => resource)).toEqual([ON_ROLE, BUCKET]);
    expect(policyOf('reco-data')).toEqual({
      Version: '2008-10-17',
      Id: 'Theirs',
      Statement: [TLS, ...onBucket(INPUT, OUTPUT)],
    });
    expect(inlinePolicy()?.Statement).toEqual(
      bySid(
        roleBucketStatement(TARGET, INPUT),
        roleBucketStatement(TARGET, OUTPUT),
      ),
    );
  });

  it('makes no write the second time, and asks for nothing twice', async () => {
    aws.s3.addBucket('reco-data');
    await run(s3Part, aws, wanted(INPUT, OUTPUT));
    aws.calls = [];

    expect(await run(s3Part, aws, wanted(INPUT, OUTPUT))).toEqual([]);
    expect(aws.writes()).toEqual([]);
    expect([...aws.operations()].sort()).toEqual([
      'iam:GetRole',
      'iam:GetRolePolicy',
      'iam:ListRolePolicies',
      's3:GetBucketEncryption',
      's3:GetBucketPolicy',
      's3:GetBucketTagging',
      's3:HeadBucket',
    ]);
  });

  it('names the owner in each call, so that a bucket of another account is never written', async () => {
    aws.s3.addBucket('reco-data');

    await run(s3Part, aws, wanted(INPUT));
    await revoke(s3Part, aws);

    const calls = aws.calls.filter(({ operation }) =>
      operation.startsWith('s3:'),
    );
    expect(calls.map(({ operation }) => operation)).toEqual(
      expect.arrayContaining([
        's3:HeadBucket',
        's3:GetBucketPolicy',
        's3:PutBucketPolicy',
        's3:DeleteBucketPolicy',
      ]),
    );
    for (const { headers } of calls) {
      expect(headers['x-amz-expected-bucket-owner']).toBe(ACCOUNT);
    }
  });

  it('merges anew when S3 is busy with another change', async () => {
    aws.s3.addBucket('reco-data', { policy: documentOf(TLS) });
    const theirs = { ...TLS, Sid: 'Theirs' };
    aws.interrupt('s3:PutBucketPolicy', () => {
      aws.s3.addBucket('reco-data', { policy: documentOf(TLS, theirs) });
      throw new FakeError('OperationAborted', 409);
    });

    await run(s3Part, aws, wanted(INPUT));

    expect(policyOf('reco-data')).toEqual(
      documentOf(TLS, theirs, ...onBucket(INPUT)),
    );
  });

  it('makes no further call once it is cancelled', async () => {
    aws.s3.addBucket('reco-data', { policy: documentOf(TLS) });
    const controller = new AbortController();
    const reason = new Error('The task was cancelled');
    const session = sessionOn(aws, { signal: controller.signal });
    const plan = s3Part.plan(
      wanted(INPUT),
      await s3Part.read(session, wanted(INPUT)),
    );
    aws.interrupt('s3:GetBucketPolicy', () => controller.abort(reason));

    await expect(applyPlan(session, plan)).rejects.toBe(reason);

    // What was made before stays, and is the record for the next run.
    expect(aws.writes()).toEqual(['iam:PutRolePolicy']);
    expect(policyOf('reco-data')).toEqual(documentOf(TLS));
    const [finishing] = await run(s3Part, aws, wanted(INPUT));
    expect(finishing).toMatchObject({ resource: BUCKET, operation: 'update' });
  });

  it('lets two set-ups run at the same time on one bucket', async () => {
    aws.s3.addBucket('reco-data', { policy: documentOf(TLS) });
    const theirs = { ...TARGET, roleName: 'personalize-news' };
    aws.iam.addRole({
      roleName: 'personalize-news',
      trustPolicy: documentOf(),
    });
    const session = sessionOn(aws);
    const ours = s3Part.plan(
      wanted(INPUT),
      await s3Part.read(session, wanted(INPUT)),
    );
    // Theirs is planned and made between our plan and our write.
    await run(s3Part, aws, { ...wanted(INPUT), role: theirs });

    await applyPlan(session, ours);

    expect(policyOf('reco-data')).toEqual(
      documentOf(
        TLS,
        bucketStatement(theirs, INPUT, 'if-present'),
        ...onBucket(INPUT),
      ),
    );
  });

  it('tells what stands on each prefix', async () => {
    aws.kms.addKey(KEY, documentOf(), { aliases: ['alias/reco'] });
    aws.s3.addBucket('reco-data', {
      encryption: { algorithm: 'aws:kms', keyId: 'alias/reco' },
    });
    const state = await s3Part.read(sessionOn(aws), wanted(INPUT, OUTPUT));

    expect(bucketGrants(wanted(INPUT, OUTPUT), state)).toEqual([
      {
        bucketArn: BUCKET,
        prefix: 'input/',
        statementIds: [bucketSid(TARGET, 'reco-data', 'input/')],
        encryptionKeyArn: KEY,
      },
      {
        bucketArn: BUCKET,
        prefix: 'output/',
        statementIds: [bucketSid(TARGET, 'reco-data', 'output/')],
        encryptionKeyArn: KEY,
      },
    ]);
  });

  it('tells the room that is left, of the bucket and of all inline policies together', async () => {
    aws.s3.addBucket('reco-data');
    const other = documentOf({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: '*',
    });
    aws.iam.roles.get('personalize-shop')?.inline.set('Theirs', other);

    const { room } = await planOf(s3Part, aws, wanted(INPUT));

    const used = bytesOf(documentOf(...onBucket(INPUT)));
    expect(room).toContainEqual({
      resource: BUCKET,
      unit: 'bytes',
      used,
      limit: 20_480,
      left: 20_480 - used,
    });
    expect(room).toContainEqual(
      expect.objectContaining({
        resource: ON_ROLE,
        unit: 'characters',
        limit: 10_240 - JSON.stringify(other).length,
      }),
    );
  });

  it('refuses what does not fit on the bucket, before any write', async () => {
    aws.s3.addBucket('reco-data', {
      policy: documentOf({ ...TLS, Sid: 'x'.repeat(20_000) }),
    });

    await expect(run(s3Part, aws, wanted(INPUT))).rejects.toThrow(
      /the policy of bucket reco-data would take \d+ bytes, but AWS allows 20480\. Request fewer or shorter prefixes/,
    );
    expect(aws.writes()).toEqual([]);
  });

  it('stops at a foreign statement with a principal that is gone', async () => {
    aws.s3.addBucket('reco-data', {
      policy: documentOf(TLS, {
        Effect: 'Allow',
        Principal: { AWS: ['AIDAEXAMPLEEXAMPLE12'] },
        Action: 's3:GetObject',
        Resource: `${BUCKET}/*`,
      }),
    });

    const failure = run(s3Part, aws, wanted(INPUT));

    await expect(failure).rejects.toThrow(ConflictError);
    await expect(failure).rejects.toThrow(
      'Statement number 2 (no Sid) in the policy of bucket reco-data names AIDAEXAMPLEEXAMPLE12',
    );
    expect(aws.writes()).toEqual([]);
  });

  it('names all buckets that can not be used, with what is wrong in their policies', async () => {
    aws.s3.addBucket('reco-data', {
      policy: documentOf({ ...TLS, Sid: 'x'.repeat(20_000) }),
    });
    const [statement] = onBucket(INPUT);
    aws.s3.addBucket('reco-other', {
      policy: documentOf({ ...statement, Principal: '*' }),
    });
    const missing = { ...INPUT, bucket: 'nowhere' };
    const asked = wanted(INPUT, missing, ELSEWHERE);

    const { faults } = s3Part.plan(
      asked,
      await s3Part.read(sessionOn(aws), asked),
    );

    expect(faults).toEqual([
      expect.objectContaining({ field: 's3[1].bucket', value: 'nowhere' }),
      {
        message: expect.stringMatching(
          /^the policy of bucket reco-data would take \d+ bytes/,
        ),
      },
      expect.objectContaining({
        message: expect.stringMatching(
          /^Statement .* in the policy of bucket reco-other has the Sid of/,
        ),
      }),
    ]);
    await expect(run(s3Part, aws, asked)).rejects.toThrow(
      /^s3\[1\]\.bucket: "nowhere" [^\n]*\nthe policy of bucket reco-data [^\n]*\nStatement [^\n]*$/,
    );
    expect(aws.writes()).toEqual([]);
  });

  it('stops at a statement under its own Sid that lets others in', async () => {
    const [statement] = onBucket(INPUT);
    aws.s3.addBucket('reco-data', {
      policy: documentOf({ ...statement, Principal: '*' }),
    });

    await expect(planOf(s3Part, aws, wanted(INPUT))).rejects.toThrow(
      'it is not only for Personalize or the role',
    );
  });

  it('waits for its role', async () => {
    aws.iam.roles.clear();
    aws.s3.addBucket('reco-data');
    const plan = await planOf(s3Part, aws, wanted(INPUT));

    expect(steps(plan)).toEqual([`create ${ON_ROLE}`, `create ${BUCKET}`]);
    expect(plan.waitsFor).toContain(`role ${ROLE_ARN} doesn't exist`);
  });
});

describe('many buckets that do not fit', () => {
  it('are looked up until more are known than a message shows', async () => {
    const many = Array.from({ length: 100 }, (_, index) => ({
      ...INPUT,
      bucket: `reco-unknown-${index}`,
    }));

    const refusal = await planOf(s3Part, aws, wanted(...many)).then(
      () => '',
      error => error.message,
    );

    expect(refusal.split('\n')).toEqual([
      ...Array.from({ length: 20 }, (_, index) =>
        expect.stringContaining(
          `s3[${index}].bucket: "reco-unknown-${index}" was given, but no such bucket exists`,
        ),
      ),
      'And 10 more problems.',
    ]);
    expect(aws.callsOf('s3:HeadBucket')).toHaveLength(30);
  });

  it('are named with each of its first entries, in the order of the request', async () => {
    aws.s3.addBucket('reco-data');
    aws.s3.addBucket('theirs', { owner: '999999999999' });

    await expect(
      planOf(
        s3Part,
        aws,
        wanted(
          INPUT,
          ELSEWHERE,
          { ...INPUT, bucket: 'theirs' },
          { ...OUTPUT, bucket: 'reco-other' },
        ),
      ),
    ).rejects.toThrow(
      /^s3\[1\]\.bucket: "reco-other" [^\n]*\ns3\[2\]\.bucket: "theirs" [^\n]*$/,
    );
  });
});

describe('a bucket that does not fit', () => {
  it.each<[string, () => void, string]>([
    [
      'does not exist',
      () => {},
      'no such bucket exists; create it first or correct the name',
    ],
    [
      'belongs to another account',
      () => {
        aws.s3.addBucket('reco-data', { owner: '999999999999' });
      },
      `account ${ACCOUNT} has no such bucket, or the portal can't see it; if it belongs to another account, give that account's 12-digit id as bucketOwner`,
    ],
    [
      'is in another Region',
      () => {
        aws.s3.addBucket('reco-data', { region: 'eu-west-1' });
      },
      'the bucket is in eu-west-1; Personalize in us-east-1 needs a bucket in the same Region',
    ],
  ])('%s', async (_flaw, add, rule) => {
    aws.s3.addBucket('reco-other');
    add();

    const failure = planOf(s3Part, aws, wanted(ELSEWHERE, INPUT));

    await expect(failure).rejects.toThrow(InvalidRequestError);
    await expect(failure).rejects.toThrow(
      `s3[1].bucket: "reco-data" was given, but ${rule}`,
    );
    expect(aws.writes()).toEqual([]);
  });
});

describe('access that is no longer asked for', () => {
  beforeEach(async () => {
    aws.s3.addBucket('reco-data', { policy: documentOf(TLS) });
    aws.s3.addBucket('reco-other');
    await run(s3Part, aws, wanted(INPUT, OUTPUT, ELSEWHERE));
    aws.calls = [];
  });

  it('to a prefix goes from the bucket and the role', async () => {
    const made = await run(s3Part, aws, wanted(OUTPUT, ELSEWHERE));

    expect(made.map(({ resource }) => resource)).toEqual([ON_ROLE, BUCKET]);
    expect(policyOf('reco-data')).toEqual(documentOf(TLS, ...onBucket(OUTPUT)));
    expect(inlinePolicy()?.Statement).toEqual(
      bySid(
        roleBucketStatement(TARGET, OUTPUT),
        roleBucketStatement(TARGET, ELSEWHERE),
      ),
    );
  });

  it('to a bucket goes there first and from the record last; the policy that was not there goes', async () => {
    const plan = await planOf(s3Part, aws, wanted(INPUT, OUTPUT));

    expect(steps(plan)).toEqual([`delete ${OTHER}`, `update ${ON_ROLE}`]);
    expect(messages(plan)).toEqual([
      "Bucket reco-other is no longer listed, so we remove this set-up's statements on it.",
    ]);
    await applyPlan(sessionOn(aws), plan);
    expect(policyOf('reco-other')).toBeUndefined();
  });

  it('is recorded at each moment when one bucket goes and another comes', async () => {
    aws.s3.addBucket('reco-new');

    expect(
      steps(
        await planOf(
          s3Part,
          aws,
          wanted(INPUT, OUTPUT, { ...INPUT, bucket: 'reco-new' }),
        ),
      ),
    ).toEqual([
      `delete ${OTHER}`,
      `update ${ON_ROLE}`,
      'create arn:aws:s3:::reco-new',
    ]);
  });

  it('is taken back though somebody edited the statement by hand', async () => {
    const [statement] = onBucket(ELSEWHERE);
    aws.s3.addBucket('reco-other', {
      policy: documentOf({
        ...statement,
        Action: 's3:*',
        Resource: [`${OTHER}/*`],
      }),
    });

    await run(s3Part, aws, wanted(INPUT, OUTPUT));

    expect(policyOf('reco-other')).toBeUndefined();
  });

  it('to a bucket that is gone goes from the record', async () => {
    aws.s3.buckets.delete('reco-other');

    expect(steps(await planOf(s3Part, aws, wanted(INPUT, OUTPUT)))).toEqual([
      `update ${ON_ROLE}`,
    ]);
  });

  it('to a bucket that the portal may not write is named, with the statements that stay', async () => {
    aws.s3.addBucket('reco-other', { owner: '999999999999' });

    const plan = await planOf(s3Part, aws, wanted(INPUT, OUTPUT));

    expect(steps(plan)).toEqual([`update ${ON_ROLE}`]);
    const sids = handOffStatements(TARGET, ELSEWHERE, 'if-present').map(
      ({ Sid }) => Sid,
    );
    expect(plan.warnings).toEqual([
      {
        part: 's3',
        lasts: 'attention',
        resource: OTHER,
        message:
          "Access to bucket reco-other from an earlier run is no longer requested, and the portal can't write the bucket's policy. " +
          `Ask the bucket's owner to remove any of the statements ${sids[0]}, ${sids[1]} that are there. ` +
          `If the bucket belongs to account ${ACCOUNT}, the portal's roles may be unable to see it. Add it to BucketArns of the portal-role template before this run, and the portal removes the statements itself.`,
      },
    ]);
  });

  it('is all taken back by a revoke; another set-up stays', async () => {
    const theirs = bucketStatement(
      { ...TARGET, roleName: 'personalize-news' },
      INPUT,
      'if-present',
    );
    aws.s3.addBucket('reco-data', {
      policy: documentOf(TLS, theirs, ...onBucket(INPUT, OUTPUT)),
    });

    const made = await revoke(s3Part, aws);

    expect(
      made.map(({ operation, resource }) => `${operation} ${resource}`),
    ).toEqual([`delete ${OTHER}`, `update ${BUCKET}`, `delete ${ON_ROLE}`]);
    expect(policyOf('reco-data')).toEqual(documentOf(TLS, theirs));
    expect(policyOf('reco-other')).toBeUndefined();
    expect(inlinePolicy()).toBeUndefined();
  });
});

describe('a bucket of another account', () => {
  const FOREIGN: BucketAccess = { ...OUTPUT, bucketOwner: '999999999999' };
  const statementsOn = (prefix: string) =>
    `remove any of the statements ${handOffSids(
      TARGET,
      'reco-data',
      prefix,
    ).join(', ')} that are there`;

  it('is granted on the role alone; the owner gets the statements to add', async () => {
    aws.s3.addBucket('reco-data', { owner: '999999999999' });
    const session = sessionOn(aws);
    const state = await s3Part.read(session, wanted(FOREIGN));
    const plan = s3Part.plan(wanted(FOREIGN), state);

    expect(steps(plan)).toEqual([`create ${ON_ROLE}`]);
    expect(messages(plan)).toEqual([
      expect.stringContaining(
        'Bucket reco-data belongs to account 999999999999, and we never change other accounts.',
      ),
    ]);
    expect(bucketGrants(wanted(FOREIGN), state)).toEqual([
      {
        bucketArn: BUCKET,
        prefix: 'output/',
        statementIds: [bucketSid(TARGET, 'reco-data', 'output/')],
        handOff: {
          bucketOwner: '999999999999',
          bucket: 'reco-data',
          policy: documentOf(
            ...handOffStatements(TARGET, FOREIGN, 'if-present'),
          ),
          instructions: expect.stringContaining(
            'Add both statements to the policy of bucket reco-data in account 999999999999',
          ),
        },
      },
    ]);
    expect(s3Part.outputs(wanted(FOREIGN), state).handOffs).toEqual([
      expect.stringMatching(
        /^### For the owner of bucket reco-data\n\nAdd both statements .*\n\n```json\n\{\n {2}"Version": "2012-10-17",[^]*\n\}\n```$/,
      ),
    ]);
    await applyPlan(session, plan);
    // The second tells why the first was refused, for a HEAD names no error.
    expect(aws.operations().filter(name => name.startsWith('s3:'))).toEqual([
      's3:HeadBucket',
      's3:ListObjectsV2',
    ]);
  });

  it("is no other account where the owner is the role's own", async () => {
    aws.s3.addBucket('reco-data');

    expect(
      steps(
        await planOf(s3Part, aws, wanted({ ...INPUT, bucketOwner: ACCOUNT })),
      ),
    ).toEqual([`create ${ON_ROLE}`, `create ${BUCKET}`]);
  });

  it('is refused when it is one of this account, which nothing on the bucket would guard', async () => {
    aws.s3.addBucket('reco-data');

    await expect(planOf(s3Part, aws, wanted(FOREIGN))).rejects.toThrow(
      /s3\[0\]\.bucketOwner: "999999999999" .*reco-data is a bucket of account \d{12} itself; leave out bucketOwner/,
    );
  });

  it('is refused when there is no such bucket anywhere', async () => {
    aws.s3.buckets.delete('reco-data');

    await expect(planOf(s3Part, aws, wanted(FOREIGN))).rejects.toThrow(
      /s3\[0\]\.bucket: "reco-data" .*no such bucket exists/,
    );
  });

  it('is named in a revoke, for its owner to take the statements away', async () => {
    aws.s3.addBucket('reco-data', { owner: '999999999999' });
    await run(s3Part, aws, wanted(FOREIGN));
    const asked: RequestedAccess = {
      s3: { buckets: [FOREIGN], sourceConditions: 'none' },
    };

    expect(steps(await revokePlanOf(s3Part, aws))).toEqual([
      `delete ${ON_ROLE}`,
    ]);
    // The ledger tells also where the role does no longer.
    for (const record of [{}, { asked }]) {
      const { warnings, kept } = await revokePlanOf(s3Part, aws, record);
      expect(warnings).toEqual([]);
      expect(kept.map(({ reason }) => reason)).toEqual([
        expect.stringContaining(statementsOn('output/')),
      ]);
      aws.iam.roles.get('personalize-shop')?.inline.clear();
    }
  });

  it('is named where one of its prefixes is no longer asked for', async () => {
    aws.s3.addBucket('reco-data', { owner: '999999999999' });
    const input = { ...FOREIGN, prefix: 'input/' };
    await run(s3Part, aws, wanted(FOREIGN, input));

    const plan = await planOf(s3Part, aws, wanted(input));

    expect(steps(plan)).toEqual([`update ${ON_ROLE}`]);
    expect(messages(plan)).toContainEqual(
      expect.stringContaining(statementsOn('output/')),
    );
    expect(messages(await planOf(s3Part, aws, wanted(FOREIGN, input)))).toEqual(
      [
        expect.stringContaining('Send the statements in the output'),
        expect.stringContaining('Send the statements in the output'),
      ],
    );
  });
});

describe('what a reader must know of a bucket', () => {
  const warningsOf = async (
    more: Parameters<FakeAws['s3']['addBucket']>[1],
    asked: Partial<S3Wanted> = {},
  ) => {
    aws.s3.addBucket('reco-data', more);
    return planOf(s3Part, aws, { ...wanted(INPUT), ...asked });
  };

  it('is nothing for a plain bucket, and for one with SSE-S3', async () => {
    expect(messages(await warningsOf({ policy: documentOf(TLS) }))).toEqual([]);
    expect(
      messages(await warningsOf({ encryption: { algorithm: 'AES256' } })),
    ).toEqual([]);
  });

  describe('that encrypts with a customer key', () => {
    const encryption = { algorithm: 'aws:kms', keyId: KEY };
    const LIST_IT = `Bucket reco-data encrypts with key ${KEY}, which Personalize must be able to use too: list the key under kms.`;
    const granted = documentOf(
      ...keyStatements(TARGET, KEY, ['import'], 'if-present'),
    );

    it('is the key, unless its policy grants it, which for imports the role does not show', async () => {
      aws.kms.addKey(KEY, documentOf());
      expect(messages(await warningsOf({ encryption }))).toEqual([LIST_IT]);

      aws.kms.addKey(KEY, granted);
      expect(messages(await warningsOf({ encryption }))).toEqual([]);
    });

    it('is the key also where it is granted to another set-up alone', async () => {
      const theirs = { ...TARGET, roleName: 'personalize-news' };
      aws.kms.addKey(
        KEY,
        documentOf(...keyStatements(theirs, KEY, ['import'], 'if-present')),
      );

      expect(messages(await warningsOf({ encryption }))).toEqual([LIST_IT]);
    });

    it('is nothing where AWS shows the policy of before the grant for a moment', async () => {
      aws.kms.addKey(KEY, granted);
      aws.s3.addBucket('reco-data', { encryption });
      const staleReads = new StaleReads();
      staleReads.remember(KEY, documentOf(), granted);
      aws.interrupt('kms:GetKeyPolicy', () => ({
        status: 200,
        body: JSON.stringify({ Policy: JSON.stringify(documentOf()) }),
      }));
      const session = sessionOn(aws, { staleReads });

      const state = await s3Part.read(session, wanted(INPUT));

      expect(messages(s3Part.plan(wanted(INPUT), state))).toEqual([]);
    });

    it('is the key exactly where a request about keys does not list it; its policy is not asked', async () => {
      aws.kms.addKey(KEY, granted);

      expect(
        messages(await warningsOf({ encryption }, { grantedKeyArns: [KEY] })),
      ).toEqual([]);
      expect(
        messages(await warningsOf({ encryption }, { grantedKeyArns: [] })),
      ).toEqual([LIST_IT]);
      expect(aws.operations()).not.toContain('kms:GetKeyPolicy');
    });

    it('is the key where its policy may not be read', async () => {
      aws.kms.addKey(KEY, granted);
      aws.fail('kms:GetKeyPolicy', new FakeError('AccessDeniedException', 400));

      expect(messages(await warningsOf({ encryption }))).toEqual([LIST_IT]);
    });
  });

  it('is that a customer key belongs to another account, which may not be asked', async () => {
    const keyId = 'arn:aws:kms:us-east-1:999999999999:key/x';
    const plan = await warningsOf({
      encryption: { algorithm: 'aws:kms', keyId },
    });

    expect(messages(plan)).toEqual([
      expect.stringContaining(
        `encrypts with key ${keyId}, which Personalize can't use: it belongs to account 999999999999; ask its owner to let Personalize and the role`,
      ),
    ]);
    expect(aws.operations()).not.toContain('kms:DescribeKey');
  });

  it.each([
    ['gone', 'NotFoundException'],
    ['not to be seen', 'AccessDeniedException'],
  ])('is that a customer key is %s', async (_state, error) => {
    const asked = wanted(INPUT);
    aws.s3.addBucket('reco-data', {
      encryption: { algorithm: 'aws:kms', keyId: 'alias/reco' },
    });
    aws.fail('kms:DescribeKey', new FakeError(error, 400));

    const state = await s3Part.read(sessionOn(aws), asked);

    expect(messages(s3Part.plan(asked, state))).toEqual([
      "Bucket reco-data encrypts with key alias/reco, which Personalize can't use: it no longer exists, or the portal can't see it; choose another default key, or ask the key's owner to let the portal's roles see it.",
    ]);
    expect(bucketGrants(asked, state)).toEqual([
      expect.not.objectContaining({ encryptionKeyArn: expect.anything() }),
    ]);
  });

  it.each([
    ['Disabled', 'enable it (kms:EnableKey) or choose another key'],
    ['PendingDeletion', 'cancel its deletion (kms:CancelKeyDeletion)'],
  ])(
    'is that a customer key is %s, with what to do',
    async (KeyState, remedy) => {
      aws.kms.addKey(KEY, documentOf(), { metadata: { KeyState } });

      expect(
        messages(
          await warningsOf({
            encryption: { algorithm: 'aws:kms', keyId: KEY },
          }),
        ),
      ).toEqual([
        expect.stringContaining(
          `encrypts with key ${KEY}, which Personalize can't use: it is ${KeyState}; ${remedy}`,
        ),
      ]);
    },
  );

  it('is that AWS manages the key, though it makes that one with the first object only', async () => {
    expect(
      messages(
        await warningsOf({
          encryption: { algorithm: 'aws:kms', keyId: 'alias/aws/s3' },
        }),
      ),
    ).toEqual([expect.stringContaining('encrypts with an AWS managed key')]);
  });

  it.each([
    ['named by nothing', undefined],
    ['named by its alias', 'alias/aws/s3'],
  ])('is that AWS manages the key: %s', async (_how, keyId) => {
    aws.kms.addKey(KEY, documentOf(), {
      aliases: ['alias/aws/s3'],
      metadata: { KeyManager: 'AWS' },
    });

    expect(
      messages(
        await warningsOf({ encryption: { algorithm: 'aws:kms', keyId } }),
      ),
    ).toEqual([
      expect.stringContaining(
        "Bucket reco-data encrypts with an AWS managed key. Nobody can edit its policy, so Personalize can't use it.",
      ),
    ]);
  });

  it('is that it encrypts twice', async () => {
    aws.kms.addKey(KEY, documentOf());

    expect(
      messages(
        await warningsOf({
          encryption: { algorithm: 'aws:kms:dsse', keyId: KEY },
        }),
      ),
    ).toEqual([
      expect.stringContaining('Bucket reco-data encrypts twice (DSSE-KMS)'),
      expect.stringContaining(`encrypts with key ${KEY}`),
    ]);
  });

  it.each([
    ['CloudFormation stack data', { 'aws:cloudformation:stack-name': 'data' }],
    ['Terraform (tag terraform=true)', { terraform: 'true' }],
    ['Terraform (tag iac=OpenTofu)', { iac: 'OpenTofu' }],
  ])('is the tool that owns it: %s', async (tool, tags) => {
    expect(messages(await warningsOf({ tags }))).toEqual([
      `${tool} manages the policy of bucket reco-data: its next apply removes our statement. Add the statement to its source too.`,
    ]);
  });

  it('is a Deny that will stop Personalize, by name, place and cure', async () => {
    const { warnings } = await warningsOf({
      policy: documentOf(TLS, {
        Sid: 'VpcOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [BUCKET, `${BUCKET}/*`],
        Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
      }),
    });

    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toEqual({
      part: 's3',
      resource: BUCKET,
      message: expect.stringMatching(
        /^Statement "VpcOnly" in the policy of arn:aws:s3:::reco-data denies s3:GetObject, s3:ListBucket to Personalize itself\. Exempt Personalize/,
      ),
      statement: { document: BUCKET, sid: 'VpcOnly', index: 1 },
    });
    expect(warnings[1].message).toContain('to the role personalize-shop.');
  });

  it('is nothing for a Deny of other prefixes', async () => {
    expect(
      messages(
        await warningsOf({
          policy: documentOf({
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: `${BUCKET}/private/*`,
          }),
        }),
      ),
    ).toEqual([]);
  });

  it('is what the boundary takes away, action by action', async () => {
    const boundary = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
    aws.iam.addPolicy(
      boundary,
      documentOf({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }),
    );
    Object.assign(aws.iam.roles.get('personalize-shop') ?? {}, {
      permissionsBoundary: boundary,
    });

    expect(messages(await warningsOf({}))).toEqual([
      expect.stringContaining(`may not allow s3:ListBucket on ${BUCKET}.`),
    ]);
  });

  it.each([
    ['nothing where the boundary names the account of the bucket', ACCOUNT, 0],
    ['a boundary that names the bucket of another account', '999999999999', 1],
  ])('is %s', async (_, owner, count) => {
    const boundary = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
    aws.iam.addPolicy(
      boundary,
      documentOf({
        Effect: 'Allow',
        Action: 's3:*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:ResourceAccount': owner } },
      }),
    );
    Object.assign(aws.iam.roles.get('personalize-shop') ?? {}, {
      permissionsBoundary: boundary,
    });

    expect(messages(await warningsOf({}))).toHaveLength(count);
  });
});
