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
  InterceptedCall,
  PortalProcess,
  Postgres,
  REGION,
  runTask,
  postTask,
  startBench,
  startPortalProcess,
  startPostgres,
  untilTemplatesAreThere,
} from './support';

// Each case ends a backend, starts another one and waits for a lease to run out.
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

const roleOf = (name: string) => `personalize-${name}`;

function requestOf(name: string): JsonObject {
  return {
    name,
    owner: 'group:default/guests',
    accountId: ACCOUNT,
    region: REGION,
    roleName: roleOf(name),
    kms: [{ keyId: 'alias/reco-data', workflows: ['dataset-group'] }],
    s3: [
      {
        bucket: 'reco-training-data',
        prefix: `${name}/`,
        workflows: ['import'],
      },
    ],
    users: [
      {
        preset: 'data-engineer',
        // IAM takes ten policies on a group, and there are ten requests.
        principals: [
          {
            type: 'group',
            name: name.endsWith('before') ? 'analysts' : 'operators',
          },
        ],
      },
    ],
  };
}

/**
 * Kills the backend at its first call that matches: before AWS hears of it, or
 * after AWS has made the change and before the backend hears of that.
 */
function killAt(
  matches: (call: InterceptedCall) => boolean,
  when: 'before' | 'after',
): Promise<void> {
  return new Promise((resolve, reject) => {
    let isKilled = false;
    const stopWatching = bench.endpoint.intercept(async (call, forward) => {
      if (isKilled || !matches(call)) {
        return forward();
      }
      isKilled = true;
      stopWatching();
      const answer = when === 'after' ? await forward() : undefined;
      portal.kill().then(resolve, reject);
      return answer ?? call.fault({ status: 400, code: 'Killed', message: '' });
    });
  });
}

/** What makes each part write, and the call that is the write. */
const WRITES: Record<
  PartName,
  { operation: string; resource(role: string): string }
> = {
  role: {
    operation: 'iam:CreateRole',
    resource: role => `arn:aws:iam::${ACCOUNT}:role/personalize/${role}`,
  },
  trust: {
    operation: 'iam:UpdateAssumeRolePolicy',
    resource: role =>
      `arn:aws:iam::${ACCOUNT}:role/personalize/${role}#trust-policy`,
  },
  kms: {
    operation: 'kms:PutKeyPolicy',
    resource: () => bench.seeded.keys['alias/reco-data'],
  },
  s3: {
    operation: 's3:PutBucketPolicy',
    resource: () => 'arn:aws:s3:::reco-training-data',
  },
  users: {
    operation: 'iam:CreatePolicy',
    resource: role =>
      `arn:aws:iam::${ACCOUNT}:policy/personalize/${role}-data-engineer`,
  },
};

const nameOf = ({ service, operation }: InterceptedCall) =>
  `${service}:${operation}`;

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
async function changesLeft(name: string): Promise<Change[]> {
  const { status, body } = await portal.request<{ changes: Change[] }>(
    'POST',
    '/api/personalize/plan',
    requestOf(name),
  );
  expect(status).toBe(200);
  return body.changes;
}

describe.each([
  ['before AWS hears of the write', 'before'],
  ['after AWS has made the write', 'after'],
] as const)('a backend that is killed %s', (_when, when) => {
  it.each(['role', 'trust', 'kms', 's3', 'users'] as const)(
    'at the part %s is followed by a run that finishes, closes what was open, and doubles nothing',
    async part => {
      const name = `${part}-${when}`;
      const role = roleOf(name);
      const { operation, resource } = WRITES[part];
      if (part === 'trust') {
        await runTask(portal, requestOf(name));
        await loosenTrust(role);
      }

      const killed = killAt(
        call =>
          nameOf(call) === operation &&
          (part !== 'users' || call.resource === `${role}-data-engineer`),
        when,
      );
      await postTask(portal, requestOf(name));
      await killed;
      portal = await start();
      const rerun = await runTask(portal, requestOf(name));

      expect({ status: rerun.status, log: rerun.log }).toMatchObject({
        status: 'completed',
      });
      expect(rerun.output).toMatchObject({ passed: true });
      expect(await changesLeft(name)).toEqual([]);

      const history = await historyOf(name);
      const orphans = history.filter(({ outcome }) => outcome === 'unknown');
      expect(orphans.map(({ change }) => change?.resource)).toEqual([
        resource(role),
      ]);
      expect(history.filter(({ outcome }) => outcome === 'open')).toEqual([]);

      const { bucketPolicies, keyPolicies } = await bench.state();
      const sidsIn = (policy: unknown) =>
        JSON.stringify(policy).match(
          /Personalize(S3|KmsRole|KmsService)\w+/g,
        ) ?? [];
      for (const policy of [
        bucketPolicies['reco-training-data'],
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
