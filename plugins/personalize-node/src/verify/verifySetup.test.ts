import {
  Change,
  Finding,
  statementsOf,
  UserAccess,
  VerifyRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeError } from '../__testUtils__/fakeAnswer';
import { FakeAws } from '../__testUtils__/fakeAws';
import { sessionOn } from '../__testUtils__/sessions';
import {
  documentOf,
  ROLE_ARN,
  SETTINGS,
  TARGET,
} from '../__testUtils__/setups';
import { StaleReads } from '../aws/staleReads';
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
  madeBy: 'task',
  changes,
  guardrails: {},
  accessAnalyzer: FREE,
  setupStatements: async () => ({}),
});
const isFailed = ({ outcome }: Finding) => outcome === 'failed';

async function setUp(staleReads = new StaleReads()): Promise<Change[]> {
  const session = sessionOn(aws, { staleReads });
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

/** Proves what a run changed, by itself and by what is known to have been written. */
async function verified(
  changes: Change[],
  {
    staleReads = new StaleReads(),
    wait = async () => {},
  }: Partial<Parameters<typeof sessionOn>[1]> = {},
) {
  const pauses: number[] = [];
  const { findings } = await verifySetup(
    sessionOn(aws, {
      staleReads,
      wait: async (pause, signal) => {
        pauses.push(pause);
        await wait(pause, signal);
      },
    }),
    subject(changes),
  );
  return { pauses, failed: findings.filter(isFailed).map(({ id }) => id) };
}

describe('proving what a run has made', () => {
  it('waits for nothing where all is as asked', async () => {
    const staleReads = new StaleReads();
    expect(await verified(await setUp(staleReads), { staleReads })).toEqual({
      pauses: [],
      failed: [],
    });
  });

  it.each<[string, () => () => void]>([
    [
      'a role',
      () => {
        const role = aws.iam.roles.get(TARGET.roleName);
        aws.iam.roles.delete(TARGET.roleName);
        return () => role && aws.iam.roles.set(TARGET.roleName, role);
      },
    ],
    [
      'an attached policy',
      () => {
        const role = aws.iam.roles.get(TARGET.roleName);
        const attached = role?.attached.splice(0) ?? [];
        return () => role?.attached.push(...attached);
      },
    ],
    [
      'a bucket policy',
      () => {
        const written = aws.s3.buckets.get('reco-data')?.policy;
        aws.s3.addBucket('reco-data', { policy: documentOf(THEIRS) });
        return () => aws.s3.addBucket('reco-data', { policy: written });
      },
    ],
  ])(
    'reads again until AWS shows %s that was just written',
    async (_what, hide) => {
      const staleReads = new StaleReads();
      const changes = await setUp(staleReads);
      const show = hide();
      const { failed, pauses } = await verified(changes, {
        staleReads,
        wait: async pause => {
          if (pause === 500) {
            show();
          }
        },
      });

      expect(failed).toEqual([]);
      expect(pauses).toEqual([250, 500]);
    },
  );

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
      () => aws.s3.addBucket('reco-data', { policy: documentOf(THEIRS) }),
    ],
  ])(
    'believes after some seconds that %s is missing, and the next time at once',
    async (_what, take) => {
      const staleReads = new StaleReads();
      const changes = await setUp(staleReads);
      take();
      const first = await verified(changes, { staleReads });

      expect(first.failed).not.toEqual([]);
      expect(first.pauses).toEqual([250, 500, 1_000, 2_000, 4_000]);
      expect(await verified(changes, { staleReads })).toEqual({
        ...first,
        pauses: [],
      });
    },
  );

  it('waits for nothing where AWS shows all, and it doesn’t work', async () => {
    const theirs = {
      ...THEIRS,
      Action: 's3:*',
      Resource: [BUCKET, `${BUCKET}/*`],
    };
    aws.s3.addBucket('reco-data', { policy: documentOf(theirs) });
    const staleReads = new StaleReads();

    expect(await verified(await setUp(staleReads), { staleReads })).toEqual({
      failed: ['s3:service:reco-data/in/', 's3:role:reco-data/in/'],
      pauses: [],
    });
  });
});

describe('what keeps a set-up from being planned', () => {
  const SET_PRINCIPAL: UserAccess = {
    preset: 'read-only',
    principals: [{ type: 'permission-set', name: 'Shop', assignTo: [] }],
  };

  it.each<[string, string, () => Partial<VerifyRequest>]>([
    [
      'a bucket that the portal may not see',
      'unknown',
      () => {
        aws.s3.addBucket('reco-data', { owner: '999999999999' });
        aws.fail('s3:ListBuckets', new FakeError('AccessDenied', 403));
        return {};
      },
    ],
    [
      'a policy that can’t be parsed',
      'unknown',
      () => {
        aws.s3.addBucket('reco-data', {
          policy: JSON.parse('{"Statement": "all"}'),
        });
        return {};
      },
    ],
    [
      'an instance of Identity Center that can’t be found',
      'unknown',
      () => {
        aws.identityCenter.instances = [];
        return { users: [SET_PRINCIPAL] };
      },
    ],
    [
      'a bucket that is gone',
      'failed',
      () => {
        aws.s3.buckets.delete('reco-data');
        return {};
      },
    ],
  ])('%s: %s', async (_what, outcome, change) => {
    const changes = await setUp();
    const expected = { ...request, ...change() };

    const { findings } = await verifySetup(sessionOn(aws), {
      ...subject(changes),
      expected,
      record: { holdings: [], asked: {} },
    });

    expect(findings).toContainEqual(
      expect.objectContaining({ id: 'setup:plan', outcome }),
    );
    expect(findings.some(isFailed)).toBe(outcome === 'failed');
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
