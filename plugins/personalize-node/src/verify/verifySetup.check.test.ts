import {
  RequestedAccess,
  AwsFailure,
  Change,
  Check,
  describeFinding,
  Finding,
  Holding,
  PLANNABLE,
  PolicyStatement,
  statementsOf,
  UserAccess,
  userPolicyArn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeError } from '../__testUtils__/fakeAnswer';
import { FakeAws } from '../__testUtils__/fakeAws';
import { sessionOn } from '../__testUtils__/sessions';
import {
  documentOf,
  keyArn,
  MANAGED,
  ROLE_ARN,
  ROOT_STATEMENT,
  SETTINGS,
  TARGET,
} from '../__testUtils__/setups';
import { applyPlan } from '../engine/apply';
import { checkSetup, CheckSubject } from './verifySetup';
import { planSetup } from '../setup/planSetup';

const BUCKET = 'arn:aws:s3:::reco-data';
const KEY = keyArn(1);

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => {
  aws.reset();
  aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT));
  aws.s3.addBucket('reco-data');
});

const ASKED = {
  role: { settings: SETTINGS },
  trust: { trust: { regions: ['us-east-1'], sourceArns: [] } },
  kms: {
    keys: [{ keyId: KEY, workflows: ['export'] }],
    sourceConditions: 'required',
  },
  s3: {
    buckets: [{ bucket: 'reco-data', prefix: 'in/', workflows: ['import'] }],
    sourceConditions: 'if-present',
  },
  users: { users: [] },
} satisfies RequestedAccess;

/** Brings about what is asked for, as a run does. */
async function setUp(
  users: UserAccess[] = [],
  { guardrails, claim }: Partial<CheckSubject> = {},
): Promise<Change[]> {
  const session = sessionOn(aws);
  const request = {
    role: TARGET,
    settings: SETTINGS,
    trust: ASKED.trust.trust,
    keys: ASKED.kms.keys,
    keySourceConditions: ASKED.kms.sourceConditions,
    buckets: ASKED.s3.buckets,
    sourceConditions: ASKED.s3.sourceConditions,
    users,
  };
  const { plans } = await planSetup(session, request, guardrails, {
    holdings: [],
    asked: {},
    claim,
  });
  const changes: Change[] = [];
  for (const plan of plans) {
    // The plan was made before there was a role.
    changes.push(
      ...(await applyPlan(session, { ...plan, waitsFor: undefined })),
    );
  }
  return changes;
}

async function found(
  changes: Change[],
  asked: RequestedAccess = ASKED,
  more: Partial<CheckSubject> = {},
): Promise<Finding[]> {
  const { findings } = await checkSetup(sessionOn(aws), {
    role: TARGET,
    asked,
    madeBy: 'setup',
    changes,
    holdings: holdingsOf(changes),
    guardrails: {},
    accessAnalyzer: { checkNoNewAccess: false },
    setupStatements: async () => ({}),
    ...more,
  });
  return findings;
}

async function checked(...subject: Parameters<typeof found>): Promise<Check[]> {
  const findings = await found(...subject);
  return findings.map(one => describeFinding(one, { quotes: true }));
}

/** What the ledger holds after the changes of a first run. */
function holdingsOf(changes: Change[]): Holding[] {
  return changes.flatMap(({ part, resource, before, after }) =>
    after ? [{ part, resource, after, ...(before ? { before } : {}) }] : [],
  );
}

/** Each resource as its last change left it. */
function latest(changes: Change[]): Change[] {
  return [...new Map(changes.map(one => [one.resource, one])).values()];
}

const failed = (checks: Check[]) =>
  checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id);

describe('checking a set-up', () => {
  it('passes what stands as it was asked for, and writes nothing', async () => {
    const changes = await setUp();
    aws.calls.length = 0;
    const checks = await checked(changes);

    expect(failed(checks)).toEqual([]);
    expect(checks.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'role:exists',
        `stands:${ROLE_ARN}`,
        `stands:${ROLE_ARN}#trust-policy`,
        `stands:${KEY}`,
        `stands:${BUCKET}`,
      ]),
    );
    expect(aws.writes()).toEqual([]);
  });

  describe('whose people are kept apart otherwise since', () => {
    const users: UserAccess[] = [
      {
        preset: 'data-engineer',
        principals: [{ type: 'group', name: 'analysts' }],
      },
    ];
    const policyArn = userPolicyArn(TARGET, 'data-engineer');
    const claim = {
      seq: 1,
      owner: 'group:default/reco',
      name: 'shop',
      state: 'active' as const,
    };
    const tags = { guardrails: { isolation: 'tags' as const }, claim };
    const open = (findings: Finding[]) =>
      findings
        .filter(({ outcome }) => outcome !== 'passed')
        .map(({ id, kind }) => ({ id, kind }));
    const update = { id: `update:${policyArn}`, kind: 'update-available' };

    beforeEach(() => aws.iam.people.addGroup('analysts'));

    it('finds an update, and no drift; a run rolls it out', async () => {
      const asked = { ...ASKED, users: { users } };
      const changes = await setUp(users);
      const before = open(await found(changes, asked, { claim }));

      expect(open(await found(changes, asked, tags))).toEqual([
        ...before,
        update,
      ]);

      const rolledOut = await setUp(users, tags);
      const limited = {
        ...ASKED,
        users: { users, team: 'group:default/reco' },
      };
      const all = latest([...changes, ...rolledOut]);

      expect(rolledOut.map(({ resource }) => resource)).toEqual([policyArn]);
      expect(open(await found(all, limited, tags))).toEqual(before);
      // And back.
      expect(open(await found(all, limited, { claim }))).toEqual([
        ...before,
        update,
      ]);
    });
  });

  it('fails where a statement was taken out by hand', async () => {
    const changes = await setUp();
    aws.s3.addBucket('reco-data');

    expect(failed(await checked(changes))).toEqual(
      expect.arrayContaining(['s3:service:reco-data/in/', `stands:${BUCKET}`]),
    );
  });

  it('fails where a statement was edited by hand', async () => {
    const changes = await setUp();
    const [own] = statementsOf(aws.s3.buckets.get('reco-data')?.policy);
    aws.s3.addBucket('reco-data', {
      policy: documentOf({ ...own, Condition: undefined }),
    });

    expect(failed(await checked(changes))).toContain(
      `opened:${BUCKET}:${own.Sid}`,
    );
  });

  it('leaves it to the owner of a bucket to take a Deny away', async () => {
    const deny = (Sid: string, Action: string): PolicyStatement => ({
      Sid,
      Effect: 'Deny',
      Principal: '*',
      Action,
      Resource: `${BUCKET}/*`,
    });
    const before = [deny('Gone', 's3:DeleteObject'), deny('Less', 's3:*Acl')];
    aws.s3.addBucket('reco-data', { policy: documentOf(...before) });
    const changes = await setUp();
    const [, , ...own] = statementsOf(aws.s3.buckets.get('reco-data')?.policy);
    aws.s3.addBucket('reco-data', {
      policy: documentOf(deny('Less', 's3:PutObjectAcl'), ...own),
    });

    expect(failed(await checked(changes))).toEqual([]);
  });

  it('fails where a policy was taken off by hand', async () => {
    const changes = await setUp();
    const role = aws.iam.roles.get(TARGET.roleName);
    const [policyArn] = role?.attached.splice(0) ?? [];

    expect(failed(await checked(changes))).toContain(
      `stands:${ROLE_ARN}#attached-policy/${policyArn}`,
    );
  });

  it('tells of an update where a run would write something else', async () => {
    const changes = await setUp();
    const updated = changes.map(change =>
      change.resource === ROLE_ARN
        ? { ...change, after: { ...change.after, description: 'Newer' } }
        : change,
    );
    const checks = await checked(updated, {
      ...ASKED,
      role: { settings: { ...SETTINGS, description: 'Newer' } },
    });

    expect(failed(checks)).toEqual([`stands:${ROLE_ARN}`]);
    expect(
      await checked(changes, {
        ...ASKED,
        role: { settings: { ...SETTINGS, description: 'Newer' } },
      }),
    ).toContainEqual(
      expect.objectContaining({
        id: `update:${ROLE_ARN}`,
        outcome: 'warning',
      }),
    );
  });

  it('holds the set-up to nothing that it never asked for', async () => {
    const changes = await setUp();
    const checks = await checked(changes, { ...ASKED, s3: undefined });

    expect(checks.map(({ id }) => id)).not.toContain(`update:${BUCKET}`);
  });

  it('fails, and says why, where what was asked for can’t be planned', async () => {
    const changes = await setUp();
    aws.s3.buckets.delete('reco-data');
    const checks = await checked(changes);

    expect(checks).toContainEqual({
      id: PLANNABLE,
      title: expect.stringMatching(
        /^The set-up can't be restored as requested\. s3\[0\]\.bucket: "reco-data" was given, but /,
      ),
      outcome: 'failed',
      remedy: 'Fix this first. Then run the template of the set-up again.',
    });
  });

  it('doesn’t quote what others wrote where that is why', async () => {
    const changes = await setUp();
    aws.iam.addRole({
      roleName: TARGET.roleName,
      path: TARGET.rolePath,
      tags: MANAGED,
      trustPolicy: documentOf({
        Sid: 'Anybody',
        Effect: 'Allow',
        Principal: '*',
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'a-secret' } },
      }),
    });
    const checks = await checked(changes);

    expect(checks.map(({ id }) => id)).toContain(PLANNABLE);
    expect(checks.find(({ id }) => id === PLANNABLE)?.title).not.toContain(
      'a-secret',
    );
  });

  it.each<[string, string, number, AwsFailure]>([
    ['refuses the call', 'AccessDenied', 403, 'refused'],
    ['refuses the credentials', 'ExpiredToken', 400, 'credentials'],
    ['throttles to the end', 'SlowDown', 503, 'throttled'],
    ['fails', 'InternalError', 500, 'unanswered'],
  ])(
    'doesn’t know what can’t be read where AWS %s',
    async (_what, code, status, cause) => {
      const changes = await setUp();
      aws.fail('s3:GetBucketPolicy', new FakeError(code, status), 20);
      const findings = await found(changes);

      expect(findings.filter(({ outcome }) => outcome === 'failed')).toEqual(
        [],
      );
      expect(
        findings.filter(
          one =>
            one.kind === 'obstacle' &&
            one.outcome === 'unknown' &&
            one.subjects.cause === cause,
        ),
      ).toMatchObject([{ id: 's3:usable:reco-data' }, { id: PLANNABLE }]);
    },
  );

  it('doesn’t know whether the plan is empty where AWS throttles that alone', async () => {
    const changes = await setUp();
    aws.fail('iam:GetAccountSummary', new FakeError('Throttling', 400), 9);

    expect(await found(changes)).toContainEqual(
      expect.objectContaining({
        id: PLANNABLE,
        outcome: 'unknown',
        subjects: expect.objectContaining({ cause: 'throttled' }),
      }),
    );
  });
});
