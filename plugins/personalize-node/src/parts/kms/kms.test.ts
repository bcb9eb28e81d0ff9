import { ConflictError } from '@backstage/errors';
import {
  bytesOf,
  keyStatements,
  KmsWorkflow,
  ownedSid,
  PolicyStatement,
  roleKeyStatement,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { applyPlan } from '../../engine/apply';
import { accountPolicies } from '../../portalRole/__testUtils__/policies';
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
  ROLE_ARN,
  ROOT_STATEMENT,
  run,
  steps,
  TARGET,
} from '../../__testUtils__/setups';
import { keyGrants } from './plan';
import { kmsPart } from './part';
import { KmsWanted } from './wanted';

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

const KEY = keyArn(1);
const OTHER_KEY = keyArn(2);
const ON_ROLE = `${ROLE_ARN}#inline-policy/PersonalizeKms`;

const wanted = (...keys: [string, KmsWorkflow[]][]): KmsWanted => ({
  role: TARGET,
  keys: keys.map(([keyId, workflows]) => ({ keyId, workflows })),
  sourceConditions: 'if-present',
  field: 'kms',
});

const onKey = (arn: string, workflows: KmsWorkflow[] = ['batch']) =>
  keyStatements(TARGET, arn, workflows, 'if-present');

const policyOf = (arn: string) => aws.kms.keys.get(arn)?.policy;
const inlinePolicy = () =>
  aws.iam.roles.get('personalize-shop')?.inline.get('PersonalizeKms');

describe('granting keys', () => {
  beforeEach(() => {
    addOurRole(aws);
    aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT), {
      aliases: ['alias/reco'],
    });
    aws.kms.addKey(OTHER_KEY, documentOf(ROOT_STATEMENT));
  });

  it('writes the record on the role first, then two statements on the key', async () => {
    const made = await run(kmsPart, aws, wanted([KEY, ['batch']]));

    expect(made.map(({ resource }) => resource)).toEqual([ON_ROLE, KEY]);
    expect(policyOf(KEY)).toEqual(documentOf(ROOT_STATEMENT, ...onKey(KEY)));
    expect(inlinePolicy()).toEqual(
      documentOf(
        ...[roleKeyStatement(TARGET, KEY, ['batch'])].flatMap(one => one ?? []),
      ),
    );
  });

  it('makes no write the second time', async () => {
    await run(kmsPart, aws, wanted([KEY, ['batch']], [OTHER_KEY, ['import']]));
    aws.calls = [];

    expect(
      await run(
        kmsPart,
        aws,
        wanted([KEY, ['batch']], [OTHER_KEY, ['import']]),
      ),
    ).toEqual([]);
    expect(aws.writes()).toEqual([]);
  });

  it('unites a key that is named by alias, id and ARN', async () => {
    const asked = wanted(
      ['alias/reco', ['dataset-group']],
      [KEY.split('/')[1], ['import']],
      [KEY, ['export']],
    );
    const session = sessionOn(aws);
    const state = await kmsPart.read(session, asked);

    expect(keyGrants(asked, state)).toEqual([
      {
        keyArn: KEY,
        statementIds: [
          ownedSid('KmsRole', TARGET, KEY),
          ownedSid('KmsService', TARGET, KEY),
        ],
      },
    ]);
    await applyPlan(session, kmsPart.plan(asked, state));
    expect(policyOf(KEY)).toEqual(
      documentOf(ROOT_STATEMENT, ...onKey(KEY, ['export', 'dataset-group'])),
    );
  });

  it('never bypasses the lock-out check', async () => {
    await run(kmsPart, aws, wanted([KEY, ['batch']]));

    expect(JSON.parse(aws.callsOf('kms:PutKeyPolicy')[0].body)).toEqual({
      KeyId: KEY,
      PolicyName: 'default',
      Policy: JSON.stringify(documentOf(ROOT_STATEMENT, ...onKey(KEY))),
    });
  });

  it('grants an import by the key policy alone', async () => {
    const made = await run(kmsPart, aws, wanted([KEY, ['import']]));

    expect(made.map(({ resource }) => resource)).toEqual([KEY]);
    expect(inlinePolicy()).toBeUndefined();
  });

  it('tries again while the new role is no principal yet, and keeps what others write meanwhile', async () => {
    const theirs: PolicyStatement = { ...ROOT_STATEMENT, Sid: 'Theirs' };
    aws.interrupt('kms:PutKeyPolicy', () => {
      aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT, theirs));
      throw new FakeError(
        'MalformedPolicyDocumentException',
        400,
        'Policy contains a statement with one or more invalid principals.',
      );
    });

    await run(kmsPart, aws, wanted([KEY, ['batch']]));

    expect(policyOf(KEY)).toEqual(
      documentOf(ROOT_STATEMENT, theirs, ...onKey(KEY)),
    );
  });

  it('does not try again for a policy that is malformed in another way', async () => {
    aws.fail(
      'kms:PutKeyPolicy',
      new FakeError(
        'MalformedPolicyDocumentException',
        400,
        'The new key policy will not allow you to update the key policy in the future.',
      ),
    );

    await expect(run(kmsPart, aws, wanted([KEY, ['batch']]))).rejects.toThrow(
      'will not allow you to update',
    );
    expect(aws.callsOf('kms:PutKeyPolicy')).toHaveLength(1);
  });

  it('replaces a former id of the role in its own statement', async () => {
    const [role, service] = onKey(KEY);
    aws.kms.addKey(
      KEY,
      documentOf(
        ROOT_STATEMENT,
        { ...role, Principal: { AWS: 'AROAEXAMPLEEXAMPLE12' } },
        service,
      ),
    );

    await run(kmsPart, aws, wanted([KEY, ['batch']]));

    expect(policyOf(KEY)).toEqual(documentOf(ROOT_STATEMENT, ...onKey(KEY)));
  });

  it('stops before any write when a foreign statement names a principal that is gone', async () => {
    aws.kms.addKey(
      KEY,
      documentOf(ROOT_STATEMENT, {
        Sid: 'Readers of old',
        Effect: 'Allow',
        Principal: { AWS: 'AROAEXAMPLEEXAMPLE12' },
        Action: 'kms:Decrypt',
        Resource: '*',
      }),
    );

    const failure = run(kmsPart, aws, wanted([KEY, ['batch']]));

    await expect(failure).rejects.toThrow(ConflictError);
    await expect(failure).rejects.toThrow(
      `Statement "Readers of old" in the policy of key ${KEY} names AROAEXAMPLEEXAMPLE12`,
    );
    expect(aws.writes()).toEqual([]);
  });

  it('leaves such a statement alone where nothing is to be written', async () => {
    aws.kms.addKey(
      KEY,
      documentOf(ROOT_STATEMENT, ...onKey(KEY), {
        ...ROOT_STATEMENT,
        Principal: { AWS: 'AROAEXAMPLEEXAMPLE12' },
      }),
    );

    expect(steps(await planOf(kmsPart, aws, wanted([KEY, ['batch']])))).toEqual(
      [`create ${ON_ROLE}`],
    );
  });

  it('stops at a Deny under its own Sid', async () => {
    const [role] = onKey(KEY);
    aws.kms.addKey(
      KEY,
      documentOf(ROOT_STATEMENT, { ...role, Effect: 'Deny' }),
    );

    await expect(
      planOf(kmsPart, aws, wanted([KEY, ['batch']])),
    ).rejects.toThrow(
      `Statement "${role.Sid}" in the policy of key ${KEY} has the Sid of this set-up's own statement, but it is a Deny`,
    );
  });

  it('tells the room that is left, in bytes', async () => {
    const plan = await planOf(kmsPart, aws, wanted([KEY, ['batch']]));
    const used = bytesOf(documentOf(ROOT_STATEMENT, ...onKey(KEY)));

    expect(plan.room).toContainEqual({
      resource: KEY,
      unit: 'bytes',
      used,
      limit: 32_768,
      left: 32_768 - used,
    });
  });

  it('waits for its role, and makes no change without it', async () => {
    aws.iam.roles.clear();
    const plan = await planOf(kmsPart, aws, wanted([KEY, ['batch']]));

    expect(steps(plan)).toEqual([`create ${ON_ROLE}`, `update ${KEY}`]);
    await expect(applyPlan(sessionOn(aws), plan)).rejects.toThrow(
      'nothing was changed. Create it first with personalize:create-role',
    );
    expect(aws.writes()).toEqual([]);
  });

  describe('and no longer', () => {
    it('takes the statements away before the record of them', async () => {
      await run(kmsPart, aws, wanted([KEY, ['batch']], [OTHER_KEY, ['batch']]));

      const plan = await planOf(kmsPart, aws, wanted([OTHER_KEY, ['batch']]));

      expect(steps(plan)).toEqual([`update ${KEY}`, `update ${ON_ROLE}`]);
      expect(messages(plan)).toEqual([
        expect.stringContaining(`Key ${KEY} is no longer listed`),
      ]);
      await applyPlan(sessionOn(aws), plan);
      expect(policyOf(KEY)).toEqual(documentOf(ROOT_STATEMENT));
      expect(policyOf(OTHER_KEY)).toEqual(
        documentOf(ROOT_STATEMENT, ...onKey(OTHER_KEY)),
      );
    });

    it('keeps a record of each grant at each moment when one key goes and another comes', async () => {
      await run(kmsPart, aws, wanted([KEY, ['batch']]));

      expect(
        steps(await planOf(kmsPart, aws, wanted([OTHER_KEY, ['batch']]))),
      ).toEqual([`update ${KEY}`, `update ${ON_ROLE}`, `update ${OTHER_KEY}`]);
    });

    it('goes over a key that was deleted', async () => {
      await run(kmsPart, aws, wanted([KEY, ['batch']]));
      aws.kms.keys.delete(KEY);

      const made = await run(kmsPart, aws, wanted());

      expect(
        made.map(({ operation, resource }) => [operation, resource]),
      ).toEqual([['delete', ON_ROLE]]);
    });

    it('does not look at a key that somebody added to the record by hand', async () => {
      await run(kmsPart, aws, wanted([KEY, ['batch']]));
      const [statement] = [inlinePolicy()?.Statement ?? []].flat();
      aws.iam.roles
        .get('personalize-shop')
        ?.inline.set(
          'PersonalizeKms',
          documentOf({ ...statement, Resource: [KEY, OTHER_KEY] }),
        );
      aws.calls = [];

      await revoke(kmsPart, aws);

      expect(policyOf(KEY)).toEqual(documentOf(ROOT_STATEMENT));
      expect(aws.calls.map(({ resource }) => resource)).not.toContain(
        OTHER_KEY,
      );
    });

    it('takes all back', async () => {
      await run(kmsPart, aws, wanted([KEY, ['batch']], [OTHER_KEY, ['batch']]));

      const made = await revoke(kmsPart, aws);

      expect(made.map(({ resource }) => resource)).toEqual([
        OTHER_KEY,
        KEY,
        ON_ROLE,
      ]);
      expect(policyOf(KEY)).toEqual(documentOf(ROOT_STATEMENT));
      expect(policyOf(OTHER_KEY)).toEqual(documentOf(ROOT_STATEMENT));
      expect(inlinePolicy()).toBeUndefined();
    });
  });
});

describe('a key of another Region that an earlier run granted', () => {
  const ELSEWHERE = keyArn(3, 'eu-west-1');
  const there: RoleTarget = { ...TARGET, region: 'eu-west-1' };
  const runThere = (...keys: Parameters<typeof wanted>) =>
    run(
      kmsPart,
      aws,
      { ...wanted(...keys), role: there },
      sessionOn(aws, { region: 'eu-west-1' }),
    );

  beforeEach(async () => {
    addOurRole(aws);
    aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT));
    aws.kms.addKey(ELSEWHERE, documentOf(ROOT_STATEMENT));
    await runThere([ELSEWHERE, ['batch']]);
    aws.calls = [];
  });

  it('keeps its record, and the reader is told how to take it back', async () => {
    const record = inlinePolicy();

    const plan = await planOf(kmsPart, aws, wanted());

    expect(steps(plan)).toEqual([]);
    expect(messages(plan)).toEqual([
      `Key ${ELSEWHERE} was granted by an earlier run and is in eu-west-1, so its grant can't be taken back in us-east-1: the statements ${ownedSid(
        'KmsRole',
        TARGET,
        ELSEWHERE,
      )} and ${ownedSid(
        'KmsService',
        TARGET,
        ELSEWHERE,
      )} of its policy stay. To remove it, run personalize:grant-kms in eu-west-1 with the keys to keep there; an empty list removes all.`,
    ]);
    expect(aws.operations().filter(name => name.startsWith('kms:'))).toEqual(
      [],
    );

    await run(kmsPart, aws, wanted([KEY, ['batch']]));
    await run(kmsPart, aws, wanted());
    expect(inlinePolicy()).toEqual(record);
  });

  it('is taken back as the reader is told to, and what is granted here stays', async () => {
    await run(kmsPart, aws, wanted([KEY, ['batch']]));

    await runThere();

    expect(policyOf(ELSEWHERE)).toEqual(documentOf(ROOT_STATEMENT));
    expect(policyOf(KEY)).toEqual(documentOf(ROOT_STATEMENT, ...onKey(KEY)));
    expect(steps(await planOf(kmsPart, aws, wanted([KEY, ['batch']])))).toEqual(
      [],
    );
  });

  it('is none where somebody only added it to the record by hand', async () => {
    await runThere();
    await run(kmsPart, aws, wanted([KEY, ['batch']]));
    const [statement] = [inlinePolicy()?.Statement ?? []].flat();
    aws.iam.roles
      .get('personalize-shop')
      ?.inline.set(
        'PersonalizeKms',
        documentOf({ ...statement, Resource: [KEY, ELSEWHERE] }),
      );

    const plan = await planOf(kmsPart, aws, wanted());

    expect(steps(plan)).toEqual([`update ${KEY}`, `delete ${ON_ROLE}`]);
    expect(messages(plan)).toEqual([
      expect.stringContaining(`Key ${KEY} is no longer listed`),
    ]);
  });
});

describe('a portal whose role is limited to tagged keys', () => {
  const TAG_MISSING = expect.stringContaining(
    `Key ${KEY} has no tag personalize:grantable=true`,
  );
  const messagesWith = async (assumesWriter: boolean, asked: KmsWanted) => {
    const session = sessionOn(aws, { assumesWriter });
    return messages(kmsPart.plan(asked, await kmsPart.read(session, asked)));
  };

  beforeEach(() => {
    addOurRole(aws);
    aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT));
  });

  it('tells of a key without the tag before anything is written', async () => {
    const asked = wanted([KEY, ['batch']]);

    expect(await messagesWith(true, asked)).toEqual([TAG_MISSING]);
    expect(await messagesWith(false, asked)).toEqual([]);
  });

  it('tells nothing of a key that has it', async () => {
    aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT), {
      tags: { 'personalize:grantable': 'true' },
    });

    expect(await messagesWith(true, wanted([KEY, ['batch']]))).toEqual([]);
  });

  it('tells nothing of a key that is as asked for already', async () => {
    const asked = wanted([KEY, ['batch']]);
    await run(kmsPart, aws, asked);

    expect(await messagesWith(true, asked)).toEqual([]);
  });

  it('tells of a key that has lost it and is to lose its grant', async () => {
    await run(kmsPart, aws, wanted([KEY, ['batch']]));

    expect(await messagesWith(true, wanted())).toEqual([
      TAG_MISSING,
      expect.stringContaining(`Key ${KEY} is no longer listed`),
    ]);
  });
});

describe('a key that does not fit', () => {
  beforeEach(() => {
    addOurRole(aws);
  });

  it('is refused by its place in the request, before any write', async () => {
    await expect(
      planOf(kmsPart, aws, wanted(['alias/nowhere', ['batch']])),
    ).rejects.toThrow(
      `kms[0].keyId: "alias/nowhere" was given, but account ${ACCOUNT} has no such key in us-east-1, or the portal can't see it; check the id, the alias and the Region`,
    );
    expect(aws.writes()).toEqual([]);
  });

  it('is looked up with the others until more are known than a message shows', async () => {
    const many = Array.from(
      { length: 100 },
      (_, index): [string, KmsWorkflow[]] => [
        `alias/unknown-${index}`,
        ['batch'],
      ],
    );

    await expect(planOf(kmsPart, aws, wanted(...many))).rejects.toThrow(
      /^kms\[0\]\.keyId: "alias\/unknown-0" [^]*\nkms\[19\]\.keyId: [^\n]*\nAnd 10 more problems\.$/,
    );
    expect(aws.callsOf('kms:DescribeKey')).toHaveLength(30);
  });

  it('is refused when it is disabled', async () => {
    aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT), {
      metadata: { KeyState: 'Disabled' },
    });

    await expect(
      planOf(kmsPart, aws, wanted([KEY, ['batch']])),
    ).rejects.toThrow(
      "the key is Disabled, so Personalize couldn't use it; enable it (kms:EnableKey) or choose another key",
    );
  });
});

describe('what a reader must know of a key', () => {
  beforeEach(() => {
    addOurRole(aws);
  });

  const warningsOf = async (
    statements: PolicyStatement[] = [],
    more: Parameters<FakeAws['kms']['addKey']>[2] = {},
  ) => {
    aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT, ...statements), more);
    return planOf(kmsPart, aws, wanted([KEY, ['batch']]));
  };

  it('is nothing for a plain key', async () => {
    expect(messages(await warningsOf())).toEqual([]);
  });

  it.each([
    [
      'CloudFormation',
      { 'aws:cloudformation:stack-name': 'keys' },
      'CloudFormation stack keys manages the policy of key',
    ],
    [
      'Terraform',
      { a: '1', b: '2', 'managed-by': 'terraform' },
      'Terraform (tag managed-by=terraform) manages the policy of key',
    ],
  ])('is that %s owns it', async (_tool, tags, message) => {
    expect(messages(await warningsOf([], { tags }))).toEqual([
      expect.stringContaining(message),
    ]);
  });

  it('is that replicas have policies of their own', async () => {
    expect(
      messages(await warningsOf([], { metadata: { MultiRegion: true } })),
    ).toEqual([expect.stringContaining('is a multi-Region key')]);
  });

  it('is a Deny that stops Personalize, by the name and place of the statement', async () => {
    const { warnings } = await warningsOf([
      {
        Sid: 'OrgOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:Decrypt',
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } },
      },
    ]);

    expect(warnings).toContainEqual(
      expect.objectContaining({
        part: 'kms',
        resource: KEY,
        message: expect.stringContaining(
          `Statement "OrgOnly" in the policy of ${KEY} denies kms:Decrypt to Personalize itself.`,
        ),
        statement: { document: KEY, sid: 'OrgOnly', index: 1 },
      }),
    );
  });

  it('is what the boundary of the role takes away', async () => {
    const boundary = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
    aws.iam.addPolicy(
      boundary,
      documentOf({
        Effect: 'Allow',
        Action: ['kms:Decrypt', 'kms:DescribeKey'],
        Resource: '*',
      }),
    );
    Object.assign(aws.iam.roles.get('personalize-shop') ?? {}, {
      permissionsBoundary: boundary,
    });

    expect(messages(await warningsOf())).toEqual([
      expect.stringContaining(
        `The permissions boundary ${boundary} may not allow kms:CreateGrant, kms:GenerateDataKey, kms:ListGrants on ${KEY}.`,
      ),
    ]);
  });

  it.each([
    ['has', { 'personalize:grantable': 'true' }, 0],
    ["doesn't have", {}, 1],
  ])(
    'is nothing of the printed boundary where the key %s the tag',
    async (_, tags, warnings) => {
      const boundary = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
      aws.iam.addPolicy(
        boundary,
        accountPolicies({
          partition: 'aws',
          accountId: ACCOUNT,
          rolePath: '/personalize/',
          bucketArns: ['arn:aws:s3:::reco-*'],
          regions: ['us-east-1'],
          bucketOwners: [],
          tagKeys: [],
          directAttachment: false,
        }).boundary,
      );
      Object.assign(aws.iam.roles.get('personalize-shop') ?? {}, {
        permissionsBoundary: boundary,
      });

      expect(messages(await warningsOf([], { tags }))).toHaveLength(warnings);
    },
  );

  it('is what the boundary of a role to be created will take away', async () => {
    const boundary = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
    aws.iam.addPolicy(
      boundary,
      documentOf({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
    );
    aws.iam.roles.clear();
    aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT));

    const plan = await planOf(kmsPart, aws, {
      ...wanted([KEY, ['batch']]),
      permissionsBoundary: boundary,
    });

    expect(messages(plan)).toEqual([
      expect.stringContaining('may not allow kms:CreateGrant'),
    ]);
  });
});
