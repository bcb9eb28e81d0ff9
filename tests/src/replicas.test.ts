import { setTimeout } from 'node:timers/promises';
import { JsonObject } from '@backstage/types';
import {
  LedgerVerification,
  PolicyDocument,
  PolicyStatement,
  SetupsResponse,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import knex, { Knex } from 'knex';
import {
  ACCOUNT,
  AccountState,
  Bench,
  endOfTask,
  expectedOnBucket,
  expectedOnKey,
  PortalProcess,
  PortalTask,
  Postgres,
  postTask,
  READ_ACTIONS,
  REGION,
  runTask,
  sampleOrAll,
  startBench,
  startPortalProcess,
  startPostgres,
  untilTemplatesAreThere,
} from './support';

const RUNS = sampleOrAll(16, 40);
const BUCKET = 'reco-training-data';
const KEY = 'alias/reco-data';

/** What Personalize may do with a key for imports. */
const KEY_ACTIONS = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKey',
  'kms:ListGrants',
];

const numbers = Array.from({ length: RUNS }, (_, index) => index + 1);
const roleOf = (number: number) => `personalize-fleet-${number}`;
const prefixOf = (number: number) => `fleet/${number}/`;

function requestOf(number: number): JsonObject {
  return {
    name: `fleet-${number}`,
    owner: 'group:default/guests',
    accountId: ACCOUNT,
    region: REGION,
    roleName: roleOf(number),
    kms: [{ keyId: KEY, workflows: ['import'] }],
    s3: [{ bucket: BUCKET, prefix: prefixOf(number), workflows: ['import'] }],
  };
}

// Dozens of whole runs, on machines that do other things, too.
jest.setTimeout(900_000);

let bench: Bench;
let postgres: Postgres;
let portals: PortalProcess[] = [];
let ledger: Knex;
let before: AccountState;
let after: AccountState;
let tasks: PortalTask[];

beforeAll(async () => {
  [bench, postgres] = await Promise.all([startBench(), startPostgres()]);
  before = bench.seededState;
  const options = {
    postgres,
    account: bench.endpoint.endpoint,
    // Nobody is gone here, however slow the runs are.
    config: { personalize: { ledger: { lease: { minutes: 5 } } } },
  };
  // One after the other: the first makes the databases.
  portals = [await startPortalProcess(options)];
  portals.push(await startPortalProcess(options));
  await Promise.all(portals.map(untilTemplatesAreThere));
  ledger = knex({
    client: 'pg',
    connection: {
      ...postgres.connection,
      database: 'backstage_plugin_personalize',
    },
  });
  await watchLeases(ledger);

  const posted = await Promise.all(
    numbers.map(async number => {
      const portal = portals[number % portals.length];
      return { portal, taskId: await postTask(portal, requestOf(number)) };
    }),
  );
  tasks = await endOfEach(posted);
  after = await bench.state();
}, 900_000);

afterAll(async () => {
  await ledger?.destroy();
  await Promise.all(portals.map(portal => portal.stop()));
  await postgres?.stop();
  await bench?.stop();
});

/** Asks after one at a time: whoever asks after all at once keeps the portals busy with that. */
async function endOfEach(
  posted: { portal: PortalProcess; taskId: string }[],
): Promise<PortalTask[]> {
  const ends: PortalTask[] = [];
  for (const { portal, taskId } of posted) {
    ends.push(await endOfTask(portal, taskId));
  }
  return ends;
}

interface LeaseEvent {
  kind: 'asked' | 'granted';
  resource: string;
  waiter_id: string;
}

/** Notes who asks for a turn and who gets it, in the order in which it happens. */
async function watchLeases(database: Knex): Promise<void> {
  await database.raw(`
    create table lease_log (
      seq bigserial primary key,
      kind text not null,
      resource text not null,
      waiter_id text not null
    );
    create function note_lease() returns trigger as $$
      begin
        insert into lease_log (kind, resource, waiter_id)
          values (tg_argv[0], new.resource, new.waiter_id);
        return new;
      end
    $$ language plpgsql;
    create trigger note_waiter after insert on lease_waiters
      for each row execute function note_lease('asked');
    create trigger note_grant after insert or update of lease_id on leases
      for each row execute function note_lease('granted');
  `);
}

/** The statements of the bucket's policy or the key's. */
function statementsIn(
  { bucketPolicies, keyPolicies }: AccountState,
  what: 'bucket' | 'key',
): PolicyStatement[] {
  const policy: PolicyDocument = JSON.parse(
    JSON.stringify(
      what === 'bucket'
        ? bucketPolicies[BUCKET]
        : keyPolicies[bench.seeded.keys[KEY]],
    ),
  );
  return statementsOf(policy);
}

it('completes all of them', () => {
  expect(
    tasks
      .filter(({ status }) => status !== 'completed')
      .map(({ log }) => log.filter(line => line.includes('Error'))),
  ).toEqual([]);
});

it('leaves all grants on the bucket and on the key, and every foreign statement as it was', () => {
  const bySid = (a: { Sid?: string }, b: { Sid?: string }) =>
    String(a.Sid).localeCompare(String(b.Sid));
  const foreignOnBucket = statementsIn(before, 'bucket');
  const onBucket = statementsIn(after, 'bucket');
  const foreignOnKey = statementsIn(before, 'key');
  const onKey = statementsIn(after, 'key');

  expect(onBucket.slice(0, foreignOnBucket.length)).toEqual(foreignOnBucket);
  expect(onBucket.slice(foreignOnBucket.length).sort(bySid)).toEqual(
    numbers
      .map(number =>
        expectedOnBucket(
          roleOf(number),
          BUCKET,
          prefixOf(number),
          READ_ACTIONS,
        ),
      )
      .sort(bySid),
  );
  expect(onKey.slice(0, foreignOnKey.length)).toEqual(foreignOnKey);
  expect(onKey.slice(foreignOnKey.length).sort(bySid)).toEqual(
    numbers
      .flatMap(number =>
        expectedOnKey(roleOf(number), bench.seeded.keys[KEY], KEY_ACTIONS),
      )
      .sort(bySid),
  );
});

it('keeps both documents within the sizes that AWS allows', () => {
  const bytesIn = (what: 'bucket' | 'key') =>
    Buffer.byteLength(
      JSON.stringify(
        what === 'bucket'
          ? after.bucketPolicies[BUCKET]
          : after.keyPolicies[bench.seeded.keys[KEY]],
      ),
    );
  expect(bytesIn('bucket')).toBeLessThanOrEqual(20_480);
  expect(bytesIn('key')).toBeLessThanOrEqual(32_768);
});

it('serves those first who asked first', async () => {
  const log: LeaseEvent[] = await ledger('lease_log').orderBy('seq');
  const shared = [`arn:aws:s3:::${BUCKET}`, bench.seeded.keys[KEY]];
  for (const resource of shared) {
    const entries = log.filter(entry => entry.resource === resource);
    expect(servedOutOfTurn(entries)).toEqual([]);
    const served = entries.filter(({ kind }) => kind === 'granted');
    expect(new Set(served.map(entry => entry.waiter_id)).size).toBe(RUNS);
    expect(served).toHaveLength(RUNS);
  }
});

/** Who got a turn before somebody who had asked for it earlier. */
function servedOutOfTurn(log: LeaseEvent[]): string[] {
  const waiting: string[] = [];
  return log.flatMap(({ kind, waiter_id: id }) => {
    if (kind === 'asked') {
      waiting.push(id);
      return [];
    }
    const [first = id] = waiting.splice(0, 1);
    return first === id ? [] : [id];
  });
}

it('says in the log for whom a run waits', () => {
  expect(
    tasks.some(({ log }) =>
      log.some(line =>
        /Waiting for .*user:default\/guest.*task .* (bucket|key) /.test(line),
      ),
    ),
  ).toBe(true);
});

it('leaves no lease, nobody who waits and no open intent behind', async () => {
  expect(await ledger('leases')).toEqual([]);
  expect(await ledger('lease_waiters')).toEqual([]);
  const intents = await ledger('ledger_entries').where({ kind: 'intent' });
  const outcomes = await ledger('ledger_entries').where({ kind: 'outcome' });
  expect(outcomes.map(({ intent_id: id }) => id).sort()).toEqual(
    intents.map(({ intent_id: id }) => id).sort(),
  );
});

it('leaves a chain that both backends find valid', async () => {
  const answers = await Promise.all(
    portals.map(portal =>
      portal.request<LedgerVerification>(
        'GET',
        '/api/personalize/ledger/verify',
      ),
    ),
  );
  for (const { status, body } of answers) {
    expect(status).toBe(200);
    expect(body).toMatchObject({ valid: true, problems: [] });
  }
});

it('names the head after each entry in the log, as a portal logs by default', async () => {
  const logs = portals.map(portal => portal.log()).join('\n');
  const entries: { seq: number; hash: string }[] = await ledger(
    'ledger_entries',
  ).select('seq', 'hash');
  expect(entries.length).toBeGreaterThan(RUNS);
  expect(
    entries.filter(({ hash }) => !logs.includes(hash)).map(({ seq }) => seq),
  ).toEqual([]);
});

it('lists all set-ups as proven', async () => {
  const { body } = await portals[0].request<SetupsResponse>(
    'GET',
    '/api/personalize/setups?limit=100&status=ok',
  );
  expect(body.items.map(({ name }) => name).sort()).toEqual(
    numbers.map(number => `fleet-${number}`).sort(),
  );
});

describe('runs that wait for somebody who is gone', () => {
  // More than the ten tasks that Backstage runs at a time unless told otherwise.
  const WAITING = numbers.slice(0, 12);
  const held = 'arn:aws:s3:::reco-results';

  const waitingRequest = (number: number): JsonObject => ({
    ...requestOf(number),
    name: `waiting-${number}`,
    roleName: `personalize-waiting-${number}`,
    kms: [],
    s3: [
      { bucket: 'reco-results', prefix: `w${number}/`, workflows: ['import'] },
    ],
  });

  it('leave the portal’s other tasks alone, and go on when the turn lapses', async () => {
    await ledger('leases').insert({
      resource: held,
      lease_id: 'of-a-process-that-is-gone',
      waiter_id: 'of-a-process-that-is-gone',
      person: 'user:default/ana',
      task_id: 'task-of-ana',
      acquired_at: Date.now(),
      expires_at: Date.now() + 3_600_000,
    });
    const [portal] = portals;
    const waiting = await Promise.all(
      WAITING.map(number => postTask(portal, waitingRequest(number))),
    );
    await until(async () => {
      const queue = await ledger('lease_waiters').where({ resource: held });
      return queue.length === WAITING.length;
    });

    const other = await runTask(portal, {
      ...requestOf(1),
      name: 'other',
      roleName: 'personalize-other',
      s3: [{ bucket: 'click-archive', prefix: 'in/', workflows: ['import'] }],
    });
    expect(other.status).toBe('completed');
    expect(
      await ledger('lease_waiters').where({ resource: held }),
    ).toHaveLength(WAITING.length);

    await ledger('leases').where({ resource: held }).update({ expires_at: 0 });
    const ends = await endOfEach(waiting.map(taskId => ({ portal, taskId })));
    expect(ends.map(({ status }) => status)).toEqual(
      WAITING.map(() => 'completed'),
    );
    expect(ends[0].log.join()).toContain(
      'Waiting for the run of user:default/ana (task task-of-ana)',
    );
  });
});

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) {
    await setTimeout(100);
  }
}

describe('the ledger, tampered with by hand', () => {
  const verify = async () => {
    const { body } = await portals[1].request<LedgerVerification>(
      'GET',
      '/api/personalize/ledger/verify',
    );
    return body.problems.map(({ seq, kind }) => ({ seq, kind }));
  };

  it('shows an entry that was altered', async () => {
    const [entry] = await ledger('ledger_entries').where({ seq: 20 });
    await ledger('ledger_entries')
      .where({ seq: 20 })
      .update({ resource: 'arn:aws:s3:::another' });
    expect(await verify()).toEqual([{ seq: 20, kind: 'altered' }]);

    await ledger('ledger_entries')
      .where({ seq: 20 })
      .update({ resource: entry.resource });
    expect(await verify()).toEqual([]);
  });

  it('shows an entry that was removed', async () => {
    const [entry] = await ledger('ledger_entries').where({ seq: 30 });
    await ledger('ledger_entries').where({ seq: 30 }).delete();
    expect(await verify()).toContainEqual({ seq: 30, kind: 'missing' });

    await ledger('ledger_entries').insert(entry);
    expect(await verify()).toEqual([]);
  });

  it('shows that the tail was cut off', async () => {
    const [last] = await ledger('ledger_entries')
      .orderBy('seq', 'desc')
      .limit(1);
    await ledger('ledger_entries').where({ seq: last.seq }).delete();
    expect(await verify()).toEqual([
      { seq: Number(last.seq), kind: 'cut-off' },
    ]);
  });
});
