import {
  AskedAccess,
  AwsFailure,
  Change,
  Check,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeError } from '../__testUtils__/fakeAnswer';
import { FakeAws } from '../__testUtils__/fakeAws';
import { sessionOn } from '../__testUtils__/sessions';
import {
  documentOf,
  keyArn,
  MANAGED,
  ROOT_STATEMENT,
  SETTINGS,
  TARGET,
} from '../__testUtils__/setups';
import { applyPlan } from '../engine/apply';
import { checkSetup, PLANNABLE } from './checkSetup';
import { planSetup } from './planSetup';

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
} satisfies AskedAccess;

/** Brings about what is asked for, as a run does. */
async function setUp(): Promise<Change[]> {
  const session = sessionOn(aws);
  const { plans } = await planSetup(session, {
    role: TARGET,
    settings: SETTINGS,
    trust: ASKED.trust.trust,
    keys: ASKED.kms.keys,
    keySourceConditions: ASKED.kms.sourceConditions,
    buckets: ASKED.s3.buckets,
    sourceConditions: ASKED.s3.sourceConditions,
    users: [],
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

async function checked(
  changes: Change[],
  asked: AskedAccess = ASKED,
): Promise<Check[]> {
  return checkSetup(sessionOn(aws), {
    role: TARGET,
    asked,
    changes,
    holdings: [],
    guardrails: {},
    accessAnalyzer: { checkNoNewAccess: false },
  });
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
        'role:as-asked',
        'trust:as-asked',
        'kms:as-asked',
        's3:as-asked',
        'users:as-asked',
      ]),
    );
    expect(aws.writes()).toEqual([]);
  });

  it('fails where a statement was taken out by hand', async () => {
    const changes = await setUp();
    aws.s3.addBucket('reco-data');

    expect(failed(await checked(changes))).toEqual(
      expect.arrayContaining([
        's3:service:reco-data/in/',
        `s3:create:${BUCKET}`,
      ]),
    );
  });

  it('fails where a statement was edited by hand', async () => {
    const changes = await setUp();
    const [own] = statementsOf(aws.s3.buckets.get('reco-data')?.policy);
    aws.s3.addBucket('reco-data', {
      policy: documentOf({ ...own, Condition: undefined }),
    });

    expect(failed(await checked(changes))).toContain(`s3:update:${BUCKET}`);
  });

  it('holds the set-up to nothing that it never asked for', async () => {
    const changes = await setUp();
    const checks = await checked(changes, { ...ASKED, users: undefined });

    expect(checks.map(({ id }) => id)).not.toContain('users:as-asked');
  });

  it('fails, and says why, where what was asked for can’t be planned', async () => {
    const changes = await setUp();
    aws.s3.buckets.delete('reco-data');
    const checks = await checked(changes);

    expect(checks).toContainEqual({
      id: PLANNABLE,
      title: expect.stringMatching(
        /^What was asked for can't be had any more\. s3\[0\]\.bucket: "reco-data" was given, but /,
      ),
      outcome: 'failed',
      remedy:
        'Mend what the sentence names, then run the template of the set-up again.',
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
      const checks = await checked(changes);

      expect(failed(checks)).toEqual([]);
      const untold = checks.filter(check => check.cause === cause);
      expect(untold.map(({ id }) => id)).toEqual([
        's3:service:reco-data/in/',
        PLANNABLE,
      ]);
      expect(untold.every(({ outcome }) => outcome === 'unknown')).toBe(true);
    },
  );

  it('doesn’t know whether the plan is empty where AWS throttles that alone', async () => {
    const changes = await setUp();
    aws.fail('iam:GetAccountSummary', new FakeError('Throttling', 400), 9);

    expect(await checked(changes)).toContainEqual(
      expect.objectContaining({
        id: PLANNABLE,
        outcome: 'unknown',
        cause: 'throttled',
      }),
    );
  });
});
