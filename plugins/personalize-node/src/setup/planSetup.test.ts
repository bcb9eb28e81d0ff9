import { ConflictError, InputError } from '@backstage/errors';
import {
  BucketAccess,
  InvalidRequestError,
  SetupRequest,
  userPolicyArn,
  userPolicyStatements,
  withoutQuotes,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { applyPlan } from '../engine/apply';
import { FakeAws } from '../__testUtils__/fakeAws';
import { sessionOn } from '../__testUtils__/sessions';
import {
  addOurRole,
  documentOf,
  keyArn,
  ROLE_ARN,
  ROOT_STATEMENT,
  SETTINGS,
  TARGET,
} from '../__testUtils__/setups';
import { planSetup } from './planSetup';

const KEY = keyArn(1);

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => {
  aws.reset();
  aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT));
  aws.s3.addBucket('reco-data', {
    encryption: { algorithm: 'aws:kms', keyId: KEY },
  });
});

const request = (buckets: BucketAccess[]): SetupRequest => ({
  identity: { name: 'shop', owner: 'group:default/reco' },
  role: TARGET,
  settings: SETTINGS,
  trust: { regions: ['us-east-1'], sourceArns: [] },
  keys: [{ keyId: KEY, workflows: ['batch'] }],
  buckets,
  users: [],
  sourceConditions: 'if-present',
});

const INPUT: BucketAccess = {
  bucket: 'reco-data',
  prefix: 'input/',
  workflows: ['batch'],
};

/** Of about 300 characters each in the role's policy. */
const prefixes = (count: number): BucketAccess[] =>
  Array.from({ length: count }, (_, i) => ({
    ...INPUT,
    prefix: `${'p'.repeat(100)}${i}/`,
  }));

describe('planning a whole set-up', () => {
  it('plans all parts in the order in which they are made, and writes nothing', async () => {
    const plan = await planSetup(sessionOn(aws), request([INPUT]));

    expect(plan.report.changes.map(({ part }) => part)).toEqual([
      'role',
      'role',
      'role',
      'kms',
      'kms',
      's3',
      's3',
    ]);
    expect(plan.plans[2].grants).toEqual({ keyArns: [KEY] });
    expect(plan.report.changes.map(({ resource }) => resource)).toEqual(
      expect.arrayContaining([KEY, 'arn:aws:s3:::reco-data']),
    );
    expect(aws.writes()).toEqual([]);
  });

  it('plans the people last, with the tags that the role will have', async () => {
    aws.iam.people.addGroup('analysts');
    const plan = await planSetup(sessionOn(aws), {
      ...request([]),
      keys: [],
      settings: { ...SETTINGS, tags: { team: 'reco' } },
      users: [
        {
          preset: 'read-only',
          principals: [{ type: 'group', name: 'analysts' }],
        },
      ],
    });

    expect(plan.report.changes.map(({ part }) => part)).toEqual([
      'role',
      'role',
      'role',
      'users',
      'users',
    ]);
    const policy = userPolicyArn(TARGET, 'read-only');
    expect(plan.report.changes.slice(3)).toMatchObject([
      { resource: policy, operation: 'create' },
      {
        resource: expect.stringMatching(/:group\/analysts#attached-policy\//),
        after: { policyArn: policy },
      },
    ]);
  });

  it('limits people to the team that owns the set-up, and warns of the teams beside it', async () => {
    aws.iam.people.addGroup('analysts');
    const asked: SetupRequest = {
      ...request([]),
      keys: [],
      users: [
        {
          preset: 'read-only',
          principals: [{ type: 'group', name: 'analysts' }],
        },
      ],
    };
    const { report, team } = await planSetup(
      sessionOn(aws),
      asked,
      { isolation: 'tags' },
      { holdings: [], asked: {}, neighbours: ['group:default/search'] },
    );
    const policy = report.changes.find(({ resource }) =>
      resource.endsWith('-read-only'),
    );

    expect(team).toBe('group:default/reco');
    expect(policy?.after?.Statement).toStrictEqual(
      userPolicyStatements(TARGET, 'read-only', 'group:default/reco'),
    );
    expect(report.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining('group:default/search'),
    ]);
  });

  it("puts the guardrail's boundary on roles for people, and not a person's own choice", async () => {
    const saml = `arn:aws:iam::${TARGET.accountId}:saml-provider/idp`;
    const [own, forced] = ['own', 'forced'].map(
      name => `arn:aws:iam::${TARGET.accountId}:policy/${name}`,
    );
    aws.iam.people.samlProviders.add(saml);
    aws.iam.addPolicy(own, documentOf());
    aws.iam.addPolicy(forced, documentOf());
    const asked: SetupRequest = {
      ...request([]),
      settings: { ...SETTINGS, permissionsBoundary: own },
      users: [
        {
          preset: 'read-only',
          principals: [
            {
              type: 'saml-role',
              roleName: 'personalize-people',
              provider: saml,
            },
          ],
        },
      ],
    };
    const boundaryOf = async (permissionsBoundary?: string) =>
      (
        await planSetup(sessionOn(aws), asked, { permissionsBoundary })
      ).report.changes.find(({ resource }) =>
        resource.endsWith('role/personalize/personalize-people'),
      )?.after?.permissionsBoundary;

    expect(await boundaryOf()).toBeUndefined();
    expect(await boundaryOf(forced)).toBe(forced);
  });

  it('knows that the request grants the key that the bucket encrypts with', async () => {
    expect(
      (await planSetup(sessionOn(aws), request([INPUT]))).report.warnings,
    ).toEqual([]);
    expect(
      (await planSetup(sessionOn(aws), { ...request([INPUT]), keys: [] }))
        .report.warnings,
    ).toHaveLength(1);
  });

  it('asks AWS for nothing twice', async () => {
    addOurRole(aws);
    await planSetup(sessionOn(aws), request([INPUT]));

    const asked = aws.calls.map(
      ({ operation, resource, parameters }) =>
        `${operation} ${resource} ${JSON.stringify(parameters)}`,
    );
    expect(asked).toEqual([...new Set(asked)]);
  });

  it('refuses the whole when one part cannot be', async () => {
    await expect(
      planSetup(
        sessionOn(aws),
        request([INPUT, { ...INPUT, bucket: 'nowhere' }]),
      ),
    ).rejects.toThrow('s3[1].bucket: "nowhere"');
  });

  describe('with faults in several parts', () => {
    const boundary = `arn:aws:iam::${TARGET.accountId}:policy/boundary`;
    const refusalOf = async (asked: SetupRequest) => {
      const error: unknown = await planSetup(sessionOn(aws), asked).then(
        () => undefined,
        failure => failure,
      );
      expect(aws.writes()).toEqual([]);
      return error;
    };
    const linesOf = (error: unknown) =>
      error instanceof Error ? error.message.split('\n') : [];

    beforeEach(() => {
      aws.s3.addBucket('reco-full', {
        policy: documentOf({
          Sid: 'x'.repeat(20_300),
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: '*',
        }),
      });
    });

    it('tells all of them, in the order of the parts', async () => {
      const error = await refusalOf({
        ...request([
          { ...INPUT, bucket: 'reco-full' },
          { ...INPUT, bucket: 'nowhere' },
        ]),
        settings: { ...SETTINGS, permissionsBoundary: boundary },
        keys: [{ keyId: 'alias/unknown', workflows: ['batch'] }],
        users: [
          {
            preset: 'read-only',
            principals: [
              { type: 'user', name: 'nobody' },
              { type: 'group', name: 'nobodies' },
            ],
          },
        ],
      });

      expect(error).toBeInstanceOf(InvalidRequestError);
      expect(linesOf(error)).toEqual(
        [
          /^permissionsBoundary: .* the account has no such policy/,
          /^kms\[0\]\.keyId: "alias\/unknown" was given/,
          /^s3\[1\]\.bucket: "nowhere" was given/,
          /^the policy of bucket reco-full would take/,
          /^users\[0\]\.principals\[0\]\.name: "nobody" was given/,
          /^users\[0\]\.principals\[1\]\.name: "nobodies" was given/,
        ].map(line => expect.stringMatching(line)),
      );
    });

    it('is a conflict where only AWS stands against the request', async () => {
      addOurRole(aws);
      aws.iam.addPolicy(userPolicyArn(TARGET, 'read-only'), documentOf(), {});
      aws.iam.people.addGroup('analysts');

      const error = await refusalOf({
        ...request([{ ...INPUT, bucket: 'reco-full' }]),
        users: [
          {
            preset: 'read-only',
            principals: [{ type: 'group', name: 'analysts' }],
          },
        ],
      });

      expect(error).toBeInstanceOf(ConflictError);
      expect(linesOf(error)).toEqual([
        expect.stringMatching(/^the policy of bucket reco-full would take/),
        expect.stringMatching(
          /^users: the account has a policy .* that the portal didn't create/,
        ),
      ]);
    });

    it('tells of a role that can not be used once, and of nothing that it holds', async () => {
      addOurRole(aws, {}).trustPolicy = documentOf({
        Effect: 'Allow',
        Principal: '*',
        Action: 'sts:*',
      });
      aws.iam.roles.get(TARGET.roleName)?.inline.set('PersonalizeS3', {
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      });

      const error = await refusalOf(
        request([{ ...INPUT, bucket: 'reco-full' }]),
      );

      expect(linesOf(error)).toEqual([
        expect.stringMatching(/^roleName: .* that the portal didn't create/),
        expect.stringMatching(/^the policy of bucket reco-full would take/),
      ]);
    });

    it('quotes what others wrote to those only who may read it, whatever else is wrong', async () => {
      addOurRole(aws, {}).inline.set('Theirs', {
        Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }],
      });

      const error = await refusalOf({
        ...request([{ ...INPUT, bucket: 'nowhere' }]),
        settings: { ...SETTINGS, adopt: true },
      });

      expect(linesOf(error)).toEqual([
        expect.stringMatching(/^adopt: .* can't be adopted: .*iam:\*/),
        expect.stringMatching(/^s3\[0\]\.bucket: "nowhere"/),
      ]);
      const shown = withoutQuotes(error);
      expect(shown).toBeInstanceOf(InputError);
      expect(linesOf(shown)).toEqual([
        expect.stringMatching(/^adopt: .* can't be adopted/),
        expect.stringMatching(/^s3\[0\]\.bucket: "nowhere"/),
      ]);
      expect(linesOf(shown)[0]).not.toContain('iam:*');
    });

    it('asks AWS for nothing where the request alone shows one', async () => {
      await expect(
        planSetup(
          sessionOn(aws),
          {
            ...request([{ ...INPUT, bucket: 'nowhere' }]),
            identity: undefined,
            users: [
              {
                preset: 'read-only',
                principals: [{ type: 'user', name: 'nobody' }],
              },
            ],
          },
          { isolation: 'tags' },
        ),
      ).rejects.toThrow(/^owner: [^\n]*$/);
      expect(aws.calls).toEqual([]);
    });
  });

  it("counts both inline policies against the role's one limit", async () => {
    addOurRole(aws);
    const most = 28;
    const keys = [3, 4, 5, 6, 7, 8, 9].map(digit => keyArn(digit));
    for (const arn of keys) {
      aws.kms.addKey(arn, documentOf(ROOT_STATEMENT));
    }
    const asked: SetupRequest = {
      ...request(prefixes(most)),
      keys: keys.map(keyId => ({ keyId, workflows: ['batch'] })),
    };

    // Alone, the buckets fit; what the keys take makes it too much.
    await expect(
      planSetup(sessionOn(aws), { ...asked, keys: [] }),
    ).resolves.toBeDefined();
    await expect(planSetup(sessionOn(aws), asked)).rejects.toThrow(
      `the inline policy PersonalizeS3 of role personalize-shop would take`,
    );
  });

  it('counts what stands on the role once', async () => {
    addOurRole(aws);
    const [kms] = (
      await planSetup(sessionOn(aws), request([INPUT]))
    ).plans.slice(2);
    await applyPlan(sessionOn(aws), kms);
    const roomOf = (plan: Awaited<ReturnType<typeof planSetup>>) =>
      plan.report.room.find(
        ({ resource }) =>
          resource === `${ROLE_ARN}#inline-policy/PersonalizeS3`,
      );
    const after = roomOf(await planSetup(sessionOn(aws), request([INPUT])));
    aws.iam.roles.get('personalize-shop')?.inline.clear();
    const before = roomOf(await planSetup(sessionOn(aws), request([INPUT])));

    expect(after).toEqual(before);
  });
});
