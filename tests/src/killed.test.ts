import { UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { JsonObject } from '@backstage/types';
import {
  Change,
  ChangesResponse,
  HistoryItem,
  LedgerVerification,
  PartName,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  ACCOUNT,
  Bench,
  describeCall,
  PortalProcess,
  PortalTask,
  Postgres,
  REGION,
  runTask,
  postTask,
  startBench,
  startPortalProcess,
  startPostgres,
  untilTemplatesAreThere,
} from './support';

// A backend is ended, another one is started, and leases have to run out.
jest.setTimeout(300_000);

let bench: Bench;
let postgres: Postgres;
let portal: PortalProcess;

beforeAll(async () => {
  [bench, postgres] = await Promise.all([startBench(), startPostgres()]);
  portal = await start();
}, 300_000);

afterAll(async () => {
  await portal?.stop();
  await postgres?.stop();
  await bench?.stop();
});

async function start(): Promise<PortalProcess> {
  const started = await startPortalProcess({
    postgres,
    account: bench.endpoint.endpoint,
    config: {
      personalize: {
        ledger: { lease: { seconds: 6 } },
      },
    },
  });
  await untilTemplatesAreThere(started);
  return started;
}

const PARTS = ['role', 'trust', 'kms', 's3', 'users'] as const;
type When = 'before' | 'after';

const nameOf = (part: PartName, when: When) => `${part}-${when}`;
const roleOf = (part: PartName, when: When) =>
  `personalize-${nameOf(part, when)}`;

/** Runs are killed side by side, so none may wait for the turn of another one. */
function requestOf(part: PartName, when: When): JsonObject {
  const name = nameOf(part, when);
  return {
    name,
    owner: 'group:default/guests',
    accountId: ACCOUNT,
    region: REGION,
    roleName: roleOf(part, when),
    kms:
      part === 's3' || part === 'users'
        ? []
        : [{ keyId: 'alias/reco-data', workflows: ['dataset-group'] }],
    s3: [
      {
        bucket: part === 'users' ? 'reco-results' : 'reco-training-data',
        prefix: `${name}/`,
        workflows: ['import'],
      },
    ],
    users: [
      {
        preset: 'data-engineer',
        // IAM takes ten policies on a group, and there are ten requests.
        principals: [
          { type: 'group', name: when === 'before' ? 'analysts' : 'operators' },
        ],
      },
    ],
  };
}

/** The write that each part makes, as it is called and as it is recorded. */
function writeOf(part: PartName, when: When) {
  const role = roleOf(part, when);
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/personalize/${role}`;
  const keyArn = bench.seeded.keys['alias/reco-data'];
  const preset = `${role}-data-engineer`;
  return {
    role: { call: `iam:CreateRole ${role}`, resource: roleArn },
    trust: {
      call: `iam:UpdateAssumeRolePolicy ${role}`,
      resource: `${roleArn}#trust-policy`,
    },
    kms: { call: `kms:PutKeyPolicy ${keyArn}`, resource: keyArn },
    s3: {
      call: 's3:PutBucketPolicy reco-training-data',
      resource: 'arn:aws:s3:::reco-training-data',
    },
    users: {
      call: `iam:CreatePolicy ${preset}`,
      resource: `arn:aws:iam::${ACCOUNT}:policy/personalize/${preset}`,
    },
  }[part];
}

/**
 * Kills the backend once each of these calls is under way: before AWS hears of
 * it, or after AWS has made the change and before the backend hears of that.
 */
function killAt(calls: string[], when: When): Promise<void> {
  const missing = new Set(calls);
  return new Promise((resolve, reject) => {
    let kill = () => {};
    const killed = new Promise<void>(settle => {
      kill = settle;
    })
      .then(() => portal.kill())
      .finally(() => bench.endpoint.interceptNothing());
    killed.then(resolve, reject);
    bench.endpoint.intercept(async (call, forward) => {
      if (!missing.has(describeCall(call))) {
        return forward();
      }
      const answer = when === 'after' ? await forward() : undefined;
      missing.delete(describeCall(call));
      if (missing.size === 0) {
        kill();
      }
      await killed;
      return answer ?? call.fault({ status: 400, code: 'Killed', message: '' });
    });
  });
}

/** The trust policy as somebody might leave it behind. */
async function loosenTrust(role: string): Promise<void> {
  await bench.aws.iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: role,
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'personalize.amazonaws.com' },
            Action: 'sts:AssumeRole',
          },
        ],
      }),
    }),
  );
}

async function historyOf(name: string): Promise<HistoryItem[]> {
  const { status, body } = await portal.request<ChangesResponse>(
    'GET',
    `/api/personalize/setups/${name}/changes?limit=200`,
  );
  expect(status).toBe(200);
  return body.items;
}

/** The changes that a dry run of the template would still make. */
async function changesLeft(part: PartName, when: When): Promise<Change[]> {
  const { status, body } = await portal.request<{ changes: Change[] }>(
    'POST',
    '/api/personalize/plan',
    requestOf(part, when),
  );
  expect(status).toBe(200);
  return body.changes;
}

describe.each([
  ['before AWS hears of the write', 'before'],
  ['after AWS has made the write', 'after'],
] as const)('a backend that is killed %s', (_when, when) => {
  let reruns: Partial<Record<PartName, PortalTask>>;

  beforeAll(async () => {
    await runTask(portal, requestOf('trust', when));
    await loosenTrust(roleOf('trust', when));

    const killed = killAt(
      PARTS.map(part => writeOf(part, when).call),
      when,
    );
    for (const part of PARTS) {
      await postTask(portal, requestOf(part, when));
    }
    await killed;
    portal = await start();
    reruns = Object.fromEntries(
      await Promise.all(
        PARTS.map(async part => [
          part,
          await runTask(portal, requestOf(part, when)),
        ]),
      ),
    );
  });

  it.each(PARTS)(
    'at the part %s is followed by a run that finishes, closes what was open, and doubles nothing',
    async part => {
      const rerun = reruns[part];
      expect({ status: rerun?.status, log: rerun?.log }).toMatchObject({
        status: 'completed',
      });
      expect(rerun?.output).toMatchObject({ passed: true });
      expect(await changesLeft(part, when)).toEqual([]);

      const history = await historyOf(nameOf(part, when));
      const orphans = history.filter(({ outcome }) => outcome === 'unknown');
      expect(orphans.map(({ change }) => change?.resource)).toEqual([
        writeOf(part, when).resource,
      ]);
      expect(history.filter(({ outcome }) => outcome === 'open')).toEqual([]);

      const { bucketPolicies, keyPolicies } = await bench.state();
      const sidsIn = (policy: unknown) =>
        JSON.stringify(policy).match(
          /Personalize(S3|KmsRole|KmsService)\w+/g,
        ) ?? [];
      for (const policy of [
        bucketPolicies['reco-training-data'],
        bucketPolicies['reco-results'],
        keyPolicies[bench.seeded.keys['alias/reco-data']],
      ]) {
        const sids = sidsIn(policy);
        expect(new Set(sids).size).toBe(sids.length);
      }

      const { body } = await portal.request<LedgerVerification>(
        'GET',
        '/api/personalize/ledger/verify',
      );
      expect(body).toMatchObject({ valid: true, problems: [] });
    },
  );
});
