import {
  Change,
  Finding,
  statementsOf,
  VerifyRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeAws } from '../__testUtils__/fakeAws';
import { Log, sessionOn } from '../__testUtils__/sessions';
import {
  documentOf,
  ROLE_ARN,
  SETTINGS,
  TARGET,
} from '../__testUtils__/setups';
import { applyPlan } from '../engine/apply';
import { planSetup } from '../setup/planSetup';
import { ProofSubject, verifyPlan, verifySetup } from './verifySetup';

const BUCKET = 'arn:aws:s3:::reco-data';
const FREE = { checkNoNewAccess: false };
const THEIRS = {
  Sid: 'Theirs',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:DeleteObject',
  Resource: `${BUCKET}/*`,
} as const;

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => {
  aws.reset();
  aws.s3.addBucket('reco-data', { policy: documentOf(THEIRS) });
});

const request: VerifyRequest = {
  role: TARGET,
  settings: SETTINGS,
  trust: { regions: ['us-east-1'], sourceArns: [] },
  keys: [],
  buckets: [{ bucket: 'reco-data', prefix: 'in/', workflows: ['import'] }],
  users: [],
  sourceConditions: 'if-present',
};
const subject = (changes: Change[]): ProofSubject => ({
  expected: request,
  changes,
  guardrails: {},
  accessAnalyzer: FREE,
});
const isFailed = ({ outcome }: Finding) => outcome === 'failed';

async function setUp(): Promise<Change[]> {
  const session = sessionOn(aws);
  const { plans } = await planSetup(session, request);
  const changes: Change[] = [];
  for (const plan of plans) {
    // The plan was made before there was a role.
    changes.push(
      ...(await applyPlan(session, { ...plan, waitsFor: undefined })),
    );
  }
  return changes;
}

/** Proves what a run changed, and tells the pauses. */
async function verified(
  changes: Change[],
  meanwhile: (pause: number) => void = () => {},
) {
  const pauses: number[] = [];
  const log = new Log();
  const { findings } = await verifySetup(
    sessionOn(aws, {
      log,
      wait: async pause => {
        pauses.push(pause);
        meanwhile(pauses.length);
      },
    }),
    subject(changes),
  );
  return {
    pauses,
    failed: findings.filter(isFailed).map(({ id }) => id),
    log,
  };
}

describe('proving what a run has made', () => {
  it('waits for nothing where all is as asked', async () => {
    expect(await verified(await setUp())).toMatchObject({
      pauses: [],
      failed: [],
    });
  });

  it('reads again until AWS shows what the run has written', async () => {
    const changes = await setUp();
    const bucket = aws.s3.buckets.get('reco-data');
    const written = bucket?.policy;
    aws.s3.addBucket('reco-data', { policy: documentOf(THEIRS) });
    const { pauses, failed, log } = await verified(changes, count => {
      if (count === 2) {
        aws.s3.addBucket('reco-data', { policy: written });
      }
    });

    expect(failed).toEqual([]);
    expect(pauses).toEqual([1_000, 3_000]);
    expect(log.infos).toContainEqual(
      expect.stringMatching(/AWS doesn't show all.*reading again in 1 s/),
    );
  });

  it.each<[string, () => void]>([
    ['a role', () => aws.iam.roles.delete(TARGET.roleName)],
    [
      'a policy of the role',
      () => aws.iam.roles.get(TARGET.roleName)?.inline.clear(),
    ],
    [
      'an attached policy',
      () => aws.iam.roles.get(TARGET.roleName)?.attached.splice(0),
    ],
    [
      'a bucket policy',
      () => aws.s3.addBucket('reco-data', { policy: undefined }),
    ],
  ])('fails at last where %s is missing for good', async (_what, take) => {
    const changes = await setUp();
    take();
    const { pauses, failed } = await verified(changes);

    expect(failed).not.toEqual([]);
    expect(pauses).toEqual([1_000, 3_000, 6_000]);
  });

  it('waits for nothing where AWS shows all, and it doesn’t work', async () => {
    const theirs = {
      ...THEIRS,
      Action: 's3:*',
      Resource: [BUCKET, `${BUCKET}/*`],
    };
    aws.s3.addBucket('reco-data', { policy: documentOf(theirs) });
    const { pauses, failed } = await verified(await setUp());

    expect(failed).toEqual([
      's3:service:reco-data/in/',
      's3:role:reco-data/in/',
    ]);
    expect(pauses).toEqual([]);
  });

  it('waits for nothing where no run has changed anything', async () => {
    expect(await verified([])).toMatchObject({
      pauses: [],
      failed: expect.arrayContaining(['role:exists']),
    });
  });
});

describe('proving a plan', () => {
  it('proves what would be, and waits for nothing', async () => {
    const session = sessionOn(aws);
    const { report } = await planSetup(session, request);
    const { findings } = await verifyPlan(session, subject(report.changes));

    expect(findings.filter(isFailed)).toEqual([]);
    expect(findings).toContainEqual(
      expect.objectContaining({ id: `opened:${ROLE_ARN}`, outcome: 'passed' }),
    );
    expect(aws.writes()).toEqual([]);
  });

  it('fails where the plan would open more than was asked for', async () => {
    const session = sessionOn(aws);
    const { report } = await planSetup(session, request);
    const changes = report.changes.map(change =>
      change.resource === BUCKET
        ? {
            ...change,
            after: documentOf(...statementsOf(documentOf(THEIRS)), {
              Sid: 'Mistake',
              Effect: 'Allow',
              Principal: '*',
              Action: 's3:GetObject',
              Resource: `${BUCKET}/*`,
            }),
          }
        : change,
    );
    const { findings } = await verifyPlan(session, subject(changes));

    expect(findings.filter(isFailed).map(({ id }) => id)).toContain(
      `opened:${BUCKET}:Mistake`,
    );
  });
});
