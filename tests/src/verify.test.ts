import { JsonObject } from '@backstage/types';
import { Check } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  ACCOUNT,
  Bench,
  BOUNDARY,
  breaking,
  denied,
  expectedRoleArn,
  expectedSid,
  failFirst,
  fullShopRequest,
  named,
  oneStepWith,
  PARTNER_ACCOUNT,
  Scaffolder,
  SHOP_ROLE,
  shopRequest,
  startBench,
  stepOf,
  TaskOutput,
  writesTo,
} from './support';

// Whole runs, on machines that do other things too.
jest.setTimeout(300_000);

const ACTION = 'personalize:verify';
const BUCKET = 'reco-training-data';
const BUCKET_ARN = `arn:aws:s3:::${BUCKET}`;
const ROLE_ARN = expectedRoleArn(SHOP_ROLE);
const INPUT_SID = expectedSid('S3', SHOP_ROLE, BUCKET_ARN, 'input/');

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

/** The input of the action for what the template is asked. */
function expectedOf({ name, owner, ...expected }: JsonObject): JsonObject {
  return expected;
}

interface Proof {
  passed: boolean;
  checks: Check[];
  limits: string[];
  report: string;
}

/** What the proof put out, of the template's last step or of the action alone. */
function proofIn({ steps }: TaskOutput): Proof {
  const output = (steps.verify ?? steps.step)?.output;
  return JSON.parse(JSON.stringify(output ?? {}));
}

const notPassed = ({ checks }: Proof) =>
  checks.filter(({ outcome }) => outcome !== 'passed');

async function complete(values: JsonObject, scaffolder = portal) {
  const result = await scaffolder.run(values);
  expect(result.log.filter(line => line.includes('Error'))).toEqual([]);
  expect(result.status).toBe('completed');
  return result;
}

/** Runs the action alone, on what AWS holds. */
const verify = (values: JsonObject, more: JsonObject = {}) =>
  portal.runAction(ACTION, { ...expectedOf(values), ...more });

const failures = (log: string[]) =>
  log.flatMap(line => /^error: failed: .*\[(.*?)\]$/.exec(line)?.[1] ?? []);

describe('a run of the template', () => {
  it('ends with the proof that all works and nothing else was opened', async () => {
    const { output, log } = await complete(fullShopRequest);
    const proof = proofIn(output);

    expect(notPassed(proof)).toEqual([]);
    expect(proof.passed).toBe(true);
    expect(proof.checks.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        'role:exists',
        'role:boundary',
        'role:metrics',
        'trust:personalize-assumes:us-east-1',
        'trust:only-this-account',
        `s3:service:${BUCKET}/input/`,
        `s3:role:${BUCKET}/output/`,
        `opened:${ROLE_ARN}`,
        `opened:${BUCKET_ARN}`,
      ]),
    );
    expect(log).toContain(
      `info: passed: The role ${ROLE_ARN} exists. [role:exists]`,
    );
  });

  it('shows the proof, and what it doesn’t cover', async () => {
    const { output } = await complete(shopRequest);
    const { report, limits } = proofIn(output);

    expect(limits).toEqual([
      expect.stringMatching(/organisation/),
      expect.any(String),
      expect.stringMatching(/Access Analyzer.*account 123456789012 is local/),
    ]);
    expect(report).toMatch(/^\*\*All \d+ checks passed\.\*\*/);
    expect(report).toContain('**Not checked**');
    expect(report).toContain(`- Changed the policy of \`${BUCKET_ARN}\``);
    expect(output.text?.[0].content).toContain(report.split('\n')[0]);
  });

  it('proves the same when it is run again', async () => {
    const first = proofIn((await complete(shopRequest)).output);
    const second = proofIn((await complete(shopRequest)).output);

    expect(second.checks.map(({ id, outcome }) => [id, outcome])).toEqual(
      first.checks.map(({ id, outcome }) => [id, outcome]),
    );
  });

  it('proves what somebody asked for who may not read what others wrote', async () => {
    portal = await bench.startPortal({}, ['personalize.policy.read']);
    const { output } = await complete(shopRequest);

    expect(notPassed(proofIn(output))).toEqual([]);
    const { changes } = output.steps['grant-s3']?.output ?? { changes: [] };
    expect(JSON.stringify(changes)).toContain('redacted');
  });

  it('fails where what was asked for doesn’t work, and says what to do', async () => {
    const { status, log } = await portal.run({
      ...shopRequest,
      kms: [],
      s3: [
        {
          bucket: 'finance-vpc-only',
          prefix: 'ledger/',
          workflows: ['import'],
        },
      ],
    });

    expect(status).toBe('failed');
    expect(failures(log)).toEqual([
      's3:service:finance-vpc-only/ledger/',
      's3:role:finance-vpc-only/ledger/',
    ]);
    const error = log.find(line => line.startsWith('ConflictError: '));
    expect(error).toMatch(/2 checks failed:/);
    expect(error).toContain(
      'Decided by statement "OnlyFromTheFinanceVpc" in arn:aws:s3:::finance-vpc-only.',
    );
    expect(error).toContain('Exempt Personalize');
  });
});

describe('in a dry run', () => {
  it('proves what a new set-up would hold, by what the run then proves', async () => {
    const dry = await portal.dryRun(fullShopRequest);
    expect(dry.error).toBeUndefined();
    expect(writesTo(bench.endpoint)).toEqual([]);

    const real = await complete(fullShopRequest);
    // That it stands as it was written is known after it was.
    const works = (output: TaskOutput) => {
      const { report, checks, ...proof } = proofIn(output);
      return {
        ...proof,
        checks: checks.filter(({ id }) => !id.startsWith('stands:')),
      };
    };
    expect(works(dry.output)).toEqual(works(real.output));
    expect(proofIn(dry.output).report).toContain(
      '**What would change in AWS**',
    );
  });

  it('proves it, too, for somebody who may not read what others wrote there', async () => {
    const blind = await bench.startPortal({}, ['personalize.policy.read']);
    const dry = await blind.dryRun(fullShopRequest);
    const seeing = await portal.dryRun(fullShopRequest);

    expect(JSON.stringify(dry.output)).toContain('"redacted":"sha256:');
    expect(proofIn(dry.output)).toEqual(proofIn(seeing.output));
    expect(proofIn(dry.output)).toMatchObject({ passed: true });
  });

  it('shows before anything is written that a boundary keeps the key away', async () => {
    const { status, error } = await portal.dryRun({
      ...shopRequest,
      permissionsBoundary: bench.seeded.boundaries['no-kms-boundary'],
    });

    expect(status).toBe(409);
    expect(error?.message).toMatch(
      /kms:role:.*The permissions boundary .*no-kms-boundary doesn't allow it/,
    );
    expect(writesTo(bench.endpoint)).toEqual([]);
  });

  it('shows what a run would mend', async () => {
    await complete(shopRequest);
    const mend = await breaking(bench.aws, await bench.state()).bucket(
      BUCKET,
      statements => statements.filter(({ Sid }) => Sid !== INPUT_SID),
    );
    const input = expectedOf(shopRequest);
    const dry = await portal.dryRun(
      {},
      { template: oneStepWith(ACTION, input) },
    );
    const real = await verify(shopRequest);
    await mend();

    expect(proofIn(dry.output)).toMatchObject({ passed: true });
    expect(failures(real.log)).toEqual([
      `s3:service:${BUCKET}/input/`,
      `stands:${BUCKET_ARN}`,
    ]);
  });
});

it('fails where somebody takes a Deny away from a policy that the run changed', async () => {
  let edited: Promise<unknown> | undefined;
  bench.endpoint.intercept(async (call, forward) => {
    if (stepOf(call) === 'verify') {
      edited ??= bench
        .state()
        .then(state =>
          breaking(bench.aws, state).bucket(BUCKET, found =>
            found.filter(({ Effect }) => Effect !== 'Deny'),
          ),
        );
      // The proof reads the policy twice, at the same time.
      await edited;
    }
    return forward();
  });
  const { status, log } = await portal.run(shopRequest);

  expect(status).toBe('failed');
  expect(failures(log)).toEqual([
    `deny-gone:${BUCKET_ARN}:DenyInsecureTransport`,
  ]);
});

it('quotes in its output what others wrote, but not in the log, which everybody reads', async () => {
  await complete(shopRequest);
  await breaking(bench.aws, await bench.state()).trust(
    SHOP_ROLE,
    statements => [
      ...statements,
      {
        Sid: 'ByHand',
        Effect: 'Allow',
        Principal: { AWS: PARTNER_ACCOUNT },
        Action: 'sts:AssumeRole',
      },
    ],
  );
  const { log, output } = await verify(shopRequest);

  expect(JSON.stringify(proofIn(output))).toContain(PARTNER_ACCOUNT);
  expect(log).toContainEqual(expect.stringMatching(/warning: .*ByHand/));
  expect(log.join('\n')).not.toContain(PARTNER_ACCOUNT);
});

describe('two set-ups on one bucket', () => {
  const of = (roleName: string, workflow: string): JsonObject => ({
    ...shopRequest,
    name: roleName,
    roleName,
    kms: [],
    s3: [{ bucket: BUCKET, prefix: 'shared/', workflows: [workflow] }],
  });

  it('both work, and each warns of the other by its statement', async () => {
    const [reader, writer] = ['personalize-reader', 'personalize-writer'];
    await complete(of(reader, 'import'));
    const ofWriter = proofIn((await complete(of(writer, 'export'))).output);
    const ofReader = proofIn((await verify(of(reader, 'import'))).output);

    const warningOf = (other: string) => {
      const sid = expectedSid('S3', other, BUCKET_ARN, 'shared/');
      return {
        id: `elsewhere:${BUCKET_ARN}:${sid}`,
        title: expect.stringContaining(`"${sid}"`),
        outcome: 'warning',
        statement: { document: BUCKET_ARN, sid, index: expect.any(Number) },
        remedy: expect.any(String),
      };
    };
    expect(notPassed(ofReader)).toEqual([warningOf(writer)]);
    expect(notPassed(ofWriter)).toEqual([warningOf(reader)]);
    expect([ofReader.passed, ofWriter.passed]).toEqual([true, true]);
  });
});

describe('the action alone', () => {
  it('proves by a role that there isn’t what is missing', async () => {
    const { status, log } = await verify(shopRequest);

    expect(status).toBe('failed');
    expect(failures(log)).toEqual(
      expect.arrayContaining(['role:exists', `s3:service:${BUCKET}/input/`]),
    );
    expect(writesTo(bench.endpoint)).toEqual([]);
  });

  it('isn’t passed where AWS doesn’t tell, and says what it didn’t', async () => {
    await complete(shopRequest);
    failFirst(bench.endpoint, 100, named('s3:GetBucketPolicy'), denied);
    const { status, log } = await verify(shopRequest);

    expect(status).toBe('failed');
    expect(log).toContainEqual(
      expect.stringMatching(
        /^warn: unknown: .*s3:GetBucketPolicy.*AccessDenied \(request id REQ-42\).*\[s3:usable:reco-training-data\]$/,
      ),
    );
    expect(log).toContainEqual(
      expect.stringMatching(/^ConflictError: 1 check couldn't run:/),
    );
  });

  it('puts out what every action puts out', async () => {
    await complete(shopRequest);
    const { output } = await verify(shopRequest);

    expect(output.steps.step?.output).toMatchObject({
      changed: false,
      changes: [],
      warnings: [],
      passed: true,
      status: 'ok',
    });
  });

  it('takes lists under the names of the steps, too, and other Regions', async () => {
    await complete(shopRequest);
    const { kms, s3, ...rest } = expectedOf(shopRequest);
    const { log } = await portal.runAction(ACTION, {
      ...rest,
      keys: kms,
      buckets: s3,
      regions: ['us-east-1'],
      sourceArns: [`arn:aws:personalize:us-east-1:${ACCOUNT}:dataset-group/x`],
    });

    // It lets Personalize in for the whole account.
    expect(failures(log)).toEqual(['trust:only-this-account']);
  });

  it('finds no set-up of a name that isn’t registered', async () => {
    const { status, log } = await portal.runAction(ACTION, { name: 'shop' });

    expect(status).toBe('failed');
    expect(log).toContainEqual(
      expect.stringMatching(
        /^NotFoundError: name: no set-up "shop" is registered/,
      ),
    );
    expect(bench.endpoint.calls()).toEqual([]);
  });

  it.each<[string, JsonObject, RegExp]>([
    [
      'a field that there isn’t',
      { proof: 'all' },
      /InputError: proof: .*no such field/,
    ],
    [
      'another boundary than the guardrail’s',
      { permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/other` },
      /personalize\.guardrails\.permissionsBoundary/,
    ],
  ])('refuses %s', async (_what, input, message) => {
    portal = await bench.startPortal({
      guardrails: { permissionsBoundary: BOUNDARY },
    });
    const { status, log } = await verify(shopRequest, input);

    expect(status).toBe('failed');
    expect(log).toContainEqual(expect.stringMatching(message));
    expect(bench.endpoint.calls()).toEqual([]);
  });

  describe('is refused without the permission', () => {
    const MISSING =
      /user:default\/ana has no permission personalize\.setup\.check/;

    beforeEach(async () => {
      portal = await bench.startPortal({}, ['personalize.setup.check']);
    });

    it('in a run', async () => {
      const { log } = await verify(shopRequest);

      expect(log).toContainEqual(expect.stringMatching(MISSING));
      expect(bench.endpoint.calls()).toEqual([]);
    });

    it('in a dry run', async () => {
      const input = expectedOf(shopRequest);
      const { status, error } = await portal.dryRun(
        {},
        { template: oneStepWith(ACTION, input) },
      );

      expect(status).toBe(403);
      expect(error?.message).toMatch(MISSING);
      expect(bench.endpoint.calls()).toEqual([]);
    });
  });
});
