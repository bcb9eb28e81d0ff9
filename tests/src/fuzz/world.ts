import { isDeepStrictEqual } from 'node:util';
import {
  ACCOUNT,
  ActionHandlers,
  Bench,
  putBucketPolicy,
  Scaffolder,
  shopRequest,
  startBench,
} from '../support';

/** Both teams use it. */
const BUCKET = 'reco-training-data';

export const OURS = 'group:default/ours';
const THEIRS = 'group:default/quokkas';

/** Each person may ask only so often within a minute. */
export const PEOPLE = Array.from(
  { length: 60 },
  (_, number) => `user:default/ours-${number}`,
);

/** Names of the other team; a person of ours may send them, too. */
export const OTHERS = {
  setup: 'wombat',
  role: 'personalize-bandicoot',
  person: 'user:default/numbat',
  team: THEIRS,
  folder: 'platypus/',
  statement: 'EchidnaReads',
} as const;

/**
 * Words of the other team that no answer has, unless who asks sent them. Its group
 * isn't among them: whoever asks for a name or role that is taken is told whose it
 * is. Names of roles and of their policies are in the lists of an account, which
 * everybody with the permission for it reads.
 */
export const SECRETS: { word: string; listed?: string }[] = [
  { word: 'wombat' },
  { word: 'bandicoot', listed: '/roles /policies' },
  { word: 'numbat' },
  { word: 'platypus' },
  { word: 'cassowary' },
];

/** A portal with two teams that share an account and a bucket. */
export interface World {
  bench: Bench;
  portal: Scaffolder;
  handlers: ActionHandlers;
  /** Whether the chain of the ledger holds. */
  isLedgerWhole(): Promise<boolean>;
  /** Whether AWS has the other team's role and all statements of others as they were. */
  areOthersUntouched(): Promise<boolean>;
  stop(): Promise<void>;
}

const set = (owner: string, name: string, role: string, folder: string) => ({
  ...shopRequest,
  owner,
  name,
  roleName: role,
  s3: [{ bucket: BUCKET, prefix: folder, workflows: ['import'] }],
});

/** Each team has a set-up, and a stranger a statement in the bucket that both use. */
export async function startWorld(): Promise<World> {
  const bench = await startBench();
  const portal = await bench.startPortal(
    {
      teams: {
        [OURS]: {
          accounts: [ACCOUNT],
          buckets: ['reco-*'],
          keys: ['alias/reco-*'],
        },
        [THEIRS]: { accounts: ['*'], buckets: ['*'], keys: ['*'] },
      },
    },
    [],
    {
      platformTeams: ['group:default/guests'],
      groups: {
        [OTHERS.person]: [THEIRS],
        ...Object.fromEntries(PEOPLE.map(person => [person, [OURS]])),
      },
    },
  );
  await addStrangersStatement(bench);
  await setUp(
    portal,
    set(THEIRS, OTHERS.setup, OTHERS.role, OTHERS.folder),
    OTHERS.person,
  );
  const others = await bench.state();
  await setUp(portal, set(OURS, 'ours', 'personalize-ours', 'in/'), PEOPLE[0]);
  const handlers = await portal.startHandlers();
  bench.endpoint.clear();
  return {
    bench,
    portal,
    handlers,
    async isLedgerWhole() {
      const { status, body } = await portal.api('GET', '/ledger/verify');
      return status === 200 && body.valid === true;
    },
    async areOthersUntouched() {
      const now = await bench.state();
      const left = now.bucketPolicies[BUCKET]?.Statement ?? [];
      return (
        isDeepStrictEqual(now.roles[OTHERS.role], others.roles[OTHERS.role]) &&
        (others.bucketPolicies[BUCKET]?.Statement ?? []).every(statement =>
          left.some(one => isDeepStrictEqual(one, statement)),
        )
      );
    },
    async stop() {
      await handlers.stop();
      await bench.stop();
    },
  };
}

async function addStrangersStatement({ aws, seededState }: Bench) {
  await putBucketPolicy(aws.s3, BUCKET, {
    Version: '2012-10-17',
    Statement: [
      ...(seededState.bucketPolicies[BUCKET]?.Statement ?? []),
      {
        Sid: OTHERS.statement,
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/cassowary` },
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${BUCKET}/cassowary/*`,
      },
    ],
  });
}

async function setUp(
  portal: Scaffolder,
  values: Parameters<Scaffolder['run']>[0],
  person: string,
): Promise<void> {
  const { status, log } = await portal.run(values, { person });
  if (status !== 'completed') {
    throw new Error(log.join('\n'));
  }
}
