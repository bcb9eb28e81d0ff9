import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import {
  bucketStatement,
  describeFinding,
  DocumentsBefore,
  ExpectedAccess,
  Finding,
  HeldAccess,
  keyStatements,
  PolicyStatement,
  roleBucketStatement,
  roleKeyStatement,
  servicePolicyStatements,
  userPolicyArn,
  userPolicyStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  AnalyzerCall,
  FakeAccessAnalyzer,
} from '../__testUtils__/fakeAccessAnalyzer';
import { FakeError } from '../__testUtils__/fakeAnswer';
import { ACCOUNT, REGION } from '../__testUtils__/fakeAws';
import { NO_AWS, sessionOn } from '../__testUtils__/sessions';
import {
  documentOf,
  keyArn,
  ROLE_ARN,
  ROOT_STATEMENT,
  SETTINGS,
  TARGET,
} from '../__testUtils__/setups';
import { trustAtBirth } from '../parts/trust/hardening';
import { accessAnalysis, readAccessAnalyzer } from './accessAnalysis';

const analyzer = new FakeAccessAnalyzer();
beforeAll(() => analyzer.start());
afterAll(() => analyzer.stop());
beforeEach(() => {
  analyzer.calls = [];
  analyzer.answer = () => ({ findings: [] });
});

const KEY = keyArn(1);
const BUCKET = 'arn:aws:s3:::reco-data';
const SERVICE = `arn:aws:iam::${ACCOUNT}:policy/personalize/personalize-shop-service`;
const PEOPLE = userPolicyArn(TARGET, 'runtime');
const ACCESS = {
  bucket: 'reco-data',
  prefix: 'in/',
  workflows: ['import'],
} as const;
const PARTNER: PolicyStatement = {
  Sid: 'Partner',
  Effect: 'Allow',
  Principal: { AWS: '210987654321' },
  Action: 's3:GetObject',
  Resource: `${BUCKET}/secret/*`,
};

const expected: ExpectedAccess = {
  role: TARGET,
  settings: SETTINGS,
  trust: { regions: ['us-east-1'], sourceArns: [] },
  keys: [{ keyId: 'alias/reco-data', workflows: ['export'] }],
  buckets: [{ ...ACCESS, workflows: ['import'] }],
  users: [{ preset: 'runtime', principals: [{ type: 'group', name: 'apps' }] }],
  sourceConditions: 'if-present',
};

const own = bucketStatement(TARGET, expected.buckets[0], 'if-present');
const onKey = keyStatements(TARGET, KEY, ['export'], 'if-present');
const onRole = [roleBucketStatement(TARGET, expected.buckets[0])];
const keyOnRole = roleKeyStatement(TARGET, KEY, ['export']);

const held: HeldAccess = {
  role: {
    arn: ROLE_ARN,
    trust: {
      place: `${ROLE_ARN}#trust-policy`,
      document: trustAtBirth(TARGET),
    },
    policies: [
      {
        place: SERVICE,
        document: documentOf(...servicePolicyStatements(TARGET, SETTINGS)),
      },
      {
        place: `${ROLE_ARN}#inline-policy/PersonalizeS3`,
        document: documentOf(...onRole),
      },
      {
        place: `${ROLE_ARN}#inline-policy/PersonalizeKms`,
        document: documentOf(...(keyOnRole ? [keyOnRole] : [])),
      },
      { place: `${ROLE_ARN}#inline-policy/theirs`, document: documentOf() },
    ],
  },
  buckets: [
    {
      bucket: 'reco-data',
      accountId: ACCOUNT,
      policy: { place: BUCKET, document: documentOf(PARTNER, own) },
    },
  ],
  keys: [
    {
      keyId: 'alias/reco-data',
      keyArn: KEY,
      policy: { place: KEY, document: documentOf(ROOT_STATEMENT, ...onKey) },
    },
    {
      keyId: keyArn(2),
      keyArn: keyArn(2),
      policy: { place: keyArn(2), document: documentOf(ROOT_STATEMENT) },
    },
  ],
  people: [
    {
      preset: 'runtime',
      policy: {
        place: PEOPLE,
        document: documentOf(...userPolicyStatements(TARGET, 'runtime')),
      },
      principals: [
        {
          principal: { type: 'group', name: 'apps' },
          name: 'group apps',
          isAttached: true,
        },
      ],
    },
  ],
};

const analyse = (
  checkNoNewAccess: boolean = false,
  before: DocumentsBefore = new Map(),
) =>
  accessAnalysis(
    sessionOn(NO_AWS, {
      accessAnalyzer: new AccessAnalyzerClient({
        region: REGION,
        endpoint: analyzer.endpoint,
        credentials: { accessKeyId: 'AKIABASE', secretAccessKey: 'secret' },
        maxAttempts: 1,
      }),
    }),
    expected,
    held,
    before,
    { checkNoNewAccess },
  );

/** As people read it who may read all. */
const described = (findings: readonly Finding[]) =>
  findings.map(found => describeFinding(found, { quotes: true }));

/** Answers for the document that holds a text, and finds nothing in the others. */
const finding =
  (text: string, type: string, index: number) =>
  ({ body }: AnalyzerCall) => ({
    findings: body.policyDocument.includes(text)
      ? [
          {
            findingType: type,
            issueCode: 'SOME_CODE',
            findingDetails: 'This is how it is.',
            learnMoreLink: 'https://docs.aws.amazon.com/',
            locations: [
              {
                path: [{ value: 'Statement' }, { index }, { value: 'Action' }],
                span: {
                  start: { line: 1, column: 1, offset: 1 },
                  end: { line: 1, column: 2, offset: 2 },
                },
              },
            ],
          },
        ]
      : [],
  });

const COSTS = expect.stringMatching(
  /CheckNoNewAccess.*charges for it and personalize\.accessAnalyzer\.checkNoNewAccess/,
);

describe('Access Analyzer', () => {
  it('validates each document that the set-up wrote, as what it is', async () => {
    const { findings, limits } = await analyse();

    expect(
      analyzer.calls.map(({ path, body }) => [
        path,
        body.policyType,
        body.validatePolicyResourceType,
        JSON.parse(body.policyDocument),
      ]),
    ).toEqual(
      expect.arrayContaining([
        [
          '/policy/validation',
          'RESOURCE_POLICY',
          'AWS::IAM::AssumeRolePolicyDocument',
          held.role?.trust.document,
        ],
        [
          '/policy/validation',
          'RESOURCE_POLICY',
          'AWS::S3::Bucket',
          held.buckets[0].policy.document,
        ],
        [
          '/policy/validation',
          'RESOURCE_POLICY',
          undefined,
          held.keys[0].policy.document,
        ],
        ...[...(held.role?.policies ?? []).slice(0, 3), held.people[0].policy]
          .map(({ document }) => document)
          .map(document => [
            '/policy/validation',
            'IDENTITY_POLICY',
            undefined,
            document,
          ]),
      ]),
    );
    expect(analyzer.calls).toHaveLength(7);
    expect(described(findings)).toEqual([
      {
        id: 'access-analyzer:valid',
        title: expect.stringContaining('in the 7 policies'),
        outcome: 'passed',
      },
    ]);
    expect(limits).toEqual([COSTS]);
  });

  it.each([
    ['an error', 'ERROR', 'failed'],
    ['a security warning', 'SECURITY_WARNING', 'warning'],
  ])('tells of %s in a statement of ours', async (_what, type, outcome) => {
    analyzer.answer = finding('"Partner"', type, 1);

    expect(described((await analyse()).findings)).toEqual([
      {
        id: `access-analyzer:SOME_CODE:${BUCKET}:1`,
        title: expect.stringMatching(/SOME_CODE.*: This is how it is\./),
        outcome,
        statement: { document: BUCKET, sid: own.Sid, index: 1 },
        remedy: expect.any(String),
      },
    ]);
  });

  it('tells once of what it finds twice in a statement', async () => {
    analyzer.answer = call => {
      const [first] = finding(
        '"Partner"',
        'SECURITY_WARNING',
        1,
      )(call).findings;
      return {
        findings: first
          ? [
              first,
              {
                ...first,
                findingType: 'ERROR',
                findingDetails: 'And so is this.',
              },
            ]
          : [],
      };
    };

    expect(described((await analyse()).findings)).toMatchObject([
      {
        id: `access-analyzer:SOME_CODE:${BUCKET}:1`,
        title: expect.stringContaining('This is how it is. And so is this.'),
        outcome: 'failed',
      },
    ]);
  });

  it.each([
    ['all of it is ours', 'personalize:GetRecommendations', PEOPLE, 'failed'],
    ['others wrote in it', '"Partner"', BUCKET, 'warning'],
  ])('tells of a document as such: %s', async (_what, text, place, outcome) => {
    analyzer.answer = call => ({
      findings: finding(
        text,
        'ERROR',
        0,
      )(call).findings.map(found => ({
        ...found,
        locations: [],
      })),
    });

    expect(described((await analyse()).findings)).toContainEqual(
      expect.objectContaining({
        id: `access-analyzer:SOME_CODE:${place}`,
        outcome,
      }),
    );
  });

  it('warns of an error in what others wrote, and doesn’t quote it', async () => {
    analyzer.answer = finding('"Partner"', 'ERROR', 0);

    expect(described((await analyse()).findings)).toEqual([
      {
        id: `access-analyzer:SOME_CODE:${BUCKET}:0`,
        title: `AWS Access Analyzer finds SOME_CODE in what others wrote in ${BUCKET}`,
        outcome: 'warning',
        statement: { document: BUCKET, sid: 'Partner', index: 0 },
        remedy: expect.any(String),
      },
    ]);
  });

  it('leaves matters of style alone', async () => {
    analyzer.answer = finding('"Partner"', 'SUGGESTION', 1);

    expect(described((await analyse()).findings)).toMatchObject([
      { id: 'access-analyzer:valid', outcome: 'passed' },
    ]);
  });

  it.each([
    ['may not be asked', 'AccessDeniedException', 403, /doesn't allow/],
    ['is busy', 'ThrottlingException', 429, /throttles/],
    [
      'refuses the credentials',
      'UnrecognizedClientException',
      403,
      /no valid credentials/,
    ],
  ])('that %s is a limit of the proof', async (_what, code, status, next) => {
    analyzer.answer = () => {
      throw new FakeError(code, status);
    };
    const { findings, limits } = await analyse();

    expect(described(findings)).toEqual([]);
    expect(limits).toEqual([
      expect.stringMatching(
        new RegExp(
          `didn't answer for ${ROLE_ARN}#trust-policy, .*access-analyzer:ValidatePolicy failed with ${code} \\(request id request-of-analyzer\\)`,
        ),
      ),
      COSTS,
    ]);
    expect(limits[0]).toMatch(next);
  });

  it('isn’t asked on a local account', async () => {
    expect(
      await accessAnalysis(
        sessionOn(NO_AWS),
        expected,
        held,
        new Map([[BUCKET, undefined]]),
        { checkNoNewAccess: true },
      ),
    ).toEqual({
      findings: [],
      limits: [
        expect.stringMatching(/account 012345678901 is local and has none/),
      ],
    });
    expect(analyzer.calls).toEqual([]);
  });

  describe('where the configuration allows the cost', () => {
    const compare = (before: DocumentsBefore, failing: boolean = false) => {
      analyzer.answer = ({ path }) => {
        if (path === '/policy/validation') {
          return { findings: [] };
        }
        return failing
          ? {
              result: 'FAIL',
              message: 'The modified permissions grant new access.',
              reasons: [
                {
                  description: 'New access in the statement with sid: Partner.',
                  statementIndex: 0,
                  statementId: 'Partner',
                },
              ],
            }
          : { result: 'PASS', reasons: [] };
      };
      return analyse(true, before);
    };
    const comparisons = () =>
      analyzer.calls
        .filter(({ path }) => path === '/policy/check-no-new-access')
        .map(({ body }) => ({
          type: body.policyType,
          existing: JSON.parse(body.existingPolicyDocument).Statement,
          now: JSON.parse(body.newPolicyDocument),
        }));
    const withoutSids = (statements: PolicyStatement[]) =>
      statements.map(({ Sid, ...statement }) => statement);

    /** All of its policies together are what a role may do. */
    const askedOfRole = [
      ...servicePolicyStatements(TARGET, SETTINGS),
      ...onRole,
      ...(keyOnRole ? [keyOnRole] : []),
    ];

    it.each([
      [
        'a trust policy',
        `${ROLE_ARN}#trust-policy`,
        'RESOURCE_POLICY',
        trustAtBirth(TARGET).Statement,
      ],
      ['the service policy', SERVICE, 'IDENTITY_POLICY', askedOfRole],
      [
        'the role’s policy on buckets',
        `${ROLE_ARN}#inline-policy/PersonalizeS3`,
        'IDENTITY_POLICY',
        askedOfRole,
      ],
      [
        'the role’s policy on keys',
        `${ROLE_ARN}#inline-policy/PersonalizeKms`,
        'IDENTITY_POLICY',
        askedOfRole,
      ],
      ['a bucket', BUCKET, 'RESOURCE_POLICY', own],
      ['a key', KEY, 'RESOURCE_POLICY', onKey],
      [
        'a people’s policy',
        PEOPLE,
        'IDENTITY_POLICY',
        userPolicyStatements(TARGET, 'runtime'),
      ],
    ])(
      'compares %s with what was before and asked',
      async (_what, place, type, asked) => {
        const before = documentOf({ ...PARTNER, Sid: 'Before' });
        const { findings, limits } = await compare(new Map([[place, before]]));

        expect(comparisons()).toMatchObject([
          {
            type,
            existing: withoutSids([PARTNER, ...[asked ?? []].flat()]),
          },
        ]);
        expect(described(findings)).toMatchObject([
          { outcome: 'passed' },
          { id: `access-analyzer:no-new-access:${place}`, outcome: 'passed' },
        ]);
        expect(limits).toEqual([]);
      },
    );

    it('compares nothing that the run left as it was', async () => {
      const { findings } = await compare(new Map());

      expect(comparisons()).toEqual([]);
      expect(described(findings)).toHaveLength(1);
    });

    it('names the statement that opens more', async () => {
      const { findings } = await compare(new Map([[BUCKET, undefined]]), true);

      expect(described(findings)).toMatchObject([
        { outcome: 'passed' },
        {
          id: `access-analyzer:no-new-access:${BUCKET}`,
          title: expect.stringContaining('sid: Partner'),
          outcome: 'failed',
          statement: { document: BUCKET, sid: 'Partner', index: 0 },
          remedy: expect.any(String),
        },
      ]);
    });
  });
});

describe('personalize.accessAnalyzer', () => {
  const read = (accessAnalyzer: JsonObject) =>
    readAccessAnalyzer(new ConfigReader({ personalize: { accessAnalyzer } }));

  it('spends nothing where it is not configured', () => {
    expect(readAccessAnalyzer(new ConfigReader({}))).toEqual({
      checkNoNewAccess: false,
    });
    expect(read({})).toEqual({ checkNoNewAccess: false });
  });

  it('allows the checks that cost money', () => {
    expect(read({ checkNoNewAccess: true })).toEqual({
      checkNoNewAccess: true,
    });
  });

  it.each<[string, JsonObject, RegExp]>([
    [
      'a key that means nothing',
      { checkNewAccess: true },
      /personalize\.accessAnalyzer\.checkNewAccess is an unknown key.*: checkNoNewAccess/,
    ],
    [
      'what is neither true nor false',
      { checkNoNewAccess: 'sometimes' },
      /personalize\.accessAnalyzer\.checkNoNewAccess/,
    ],
  ])('refuses %s', (_what, section, message) => {
    expect(() => read(section)).toThrow(message);
  });
});
