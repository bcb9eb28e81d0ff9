/*
 * yarn benchmark: how long the pages of the audit trail wait for the backend,
 * with 1,000 set-ups and 50,000 entries in the ledger, on PostgreSQL. Prints a
 * line for each question: the median and the 95th percentile of 50 answers.
 */
import { performance } from 'node:perf_hooks';
import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import {
  Change,
  ChangesResponse,
  PolicyStatement,
  RoleRef,
  SetupsResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';
import knex, { Knex } from 'knex';
// What fills the ledger is the plugin's own and not exported.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import { DatabaseLedger } from '../../plugins/personalize-backend/src/ledger/databaseLedger';
import { DatabaseSetups } from '../../plugins/personalize-backend/src/setups/databaseSetups';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import {
  PortalProcess,
  startPortalProcess,
} from '../src/support/portalProcess';
import { startPostgres } from '../src/support/postgres';

const SETUPS = 1_000;
const ENTRIES = 50_000;
const BUSY_CHANGES = 2_000;
const ANSWERS = 50;
const KEYS = [{ id: 'benchmark', secret: 'only-for-this-benchmark-of-pages' }];
const PERSON = 'user:default/guest';

const roleNumber = (number: number): RoleRef => ({
  partition: 'aws',
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: `personalize-bench-${number}`,
  rolePath: '/personalize/',
});

/** One of ten statements of a policy as a bucket that is shared has it. */
function statement(number: number): PolicyStatement {
  return {
    Sid: `Reader${number}`,
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::123456789012:role/reader-${number}` },
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: ['arn:aws:s3:::shared', `arn:aws:s3:::shared/${number}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'true' } },
  };
}

function change(number: number): Change {
  const statements = Array.from({ length: 10 }, (_, index) =>
    statement(number + index),
  );
  return {
    part: 's3',
    resource: `arn:aws:s3:::bucket-${number % 200}`,
    operation: 'update',
    before: { Version: '2012-10-17', Statement: statements.slice(1) },
    after: { Version: '2012-10-17', Statement: statements },
  };
}

const nothing = async () => {};
const silentAuditor: AuditorService = {
  createEvent: async () => ({ success: nothing, fail: nothing }),
};
const silentLogger: LoggerService = {
  error() {},
  warn() {},
  info() {},
  debug() {},
  child: () => silentLogger,
};

/** Fills the database as runs would: the first set-up is the one with most changes. */
async function fill(database: Knex): Promise<void> {
  const ledger = await DatabaseLedger.open({
    database,
    config: { keys: KEYS },
    auditor: silentAuditor,
    logger: silentLogger,
  });
  const setups = new DatabaseSetups({
    database,
    ledger,
    findEntity: async () => undefined,
    keepRevokedMs: 0,
    onChanged: () => {},
  });
  const run = { taskId: 'task', stepId: 'grant-s3' };
  for (let number = 0; number < SETUPS; number++) {
    const name = `bench-${number}`;
    const role = roleNumber(number);
    await setups.register(
      { role, claimSeq: 0, run, name, owner: 'group:default/guests' },
      PERSON,
    );
    const { claim } = await setups.roleRecord(role);
    await setups.report(name, {
      role,
      claimSeq: claim?.seq ?? 0,
      since: await ledger.lastSeq(),
      run,
      person: PERSON,
      isAdopted: false,
      findings: Array.from({ length: 40 }, (_, index) => ({
        id: `check-${index}`,
        kind: 'key',
        outcome: number % 50 === 0 && index === 0 ? 'failed' : 'passed',
        subjects: { keyArn: `key-${index}` },
      })),
    });
  }
  const [{ count }] = await database('ledger_entries').count({ count: '*' });
  const changes = (ENTRIES - Number(count)) / 2;
  for (let number = 0; number < changes; number++) {
    const role = roleNumber(number < BUSY_CHANGES ? 0 : number % SETUPS);
    const { intentId } = await database.transaction(trx =>
      ledger.openIntent(
        { leaseId: 'none', role, run, change: change(number) },
        PERSON,
        trx,
      ),
    );
    await ledger.closeIntent(intentId, {
      outcome: 'applied',
      requests: [{ operation: 's3:PutBucketPolicy', requestId: `r-${number}` }],
    });
  }
}

async function measure(
  portal: PortalProcess,
  title: string,
  route: string,
): Promise<void> {
  const times: number[] = [];
  for (let answer = 0; answer < ANSWERS; answer++) {
    const start = performance.now();
    const { status } = await portal.request('GET', route);
    times.push(performance.now() - start);
    if (status !== 200) {
      throw new Error(`${route} answered ${status}`);
    }
  }
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    times[Math.floor(share * (ANSWERS - 1))].toFixed(0);
  console.log(`${title}: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms`);
}

/** The address of a page some cursors further on. */
async function pageAfter(
  portal: PortalProcess,
  route: string,
  pages: number,
): Promise<string> {
  let cursor = '';
  for (let page = 0; page < pages; page++) {
    const { body } = await portal.request<SetupsResponse | ChangesResponse>(
      'GET',
      `${route}${cursor}`,
    );
    cursor = `&cursor=${encodeURIComponent(body.nextCursor ?? '')}`;
  }
  return `${route}${cursor}`;
}

async function main() {
  const postgres = await startPostgres();
  const portal = await startPortalProcess({
    postgres,
    account: 'http://127.0.0.1:9',
    config: {
      personalize: {
        ledger: { keys: KEYS },
        // The account isn't there, and nothing shall be asked of it meanwhile.
        drift: { frequency: { hours: 24 } },
      },
    },
  });
  const database = knex({
    client: 'pg',
    connection: {
      ...postgres.connection,
      database: 'backstage_plugin_personalize',
    },
  });
  try {
    const start = performance.now();
    await fill(database);
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(
      `${SETUPS} set-ups, ${ENTRIES} entries, filled in ${seconds} s`,
    );

    const setups = '/api/personalize/setups?limit=50';
    const history = '/api/personalize/setups/bench-0/changes?limit=50';
    await measure(portal, 'Overview, first page', setups);
    await measure(
      portal,
      'Overview, tenth page',
      await pageAfter(portal, setups, 9),
    );
    await measure(portal, 'Overview, search', `${setups}&search=bench-99`);
    await measure(portal, 'Overview, drifted', `${setups}&status=drifted`);
    await measure(portal, 'Card', '/api/personalize/setups/bench-0');
    await measure(portal, 'History of 2,000 changes, first page', history);
    await measure(
      portal,
      'History of 2,000 changes, twentieth page',
      await pageAfter(portal, history, 19),
    );
    await measure(
      portal,
      'Verification of the whole ledger',
      '/api/personalize/ledger/verify',
    );
  } finally {
    await database.destroy();
    await portal.stop();
    await postgres.stop();
  }
}

void main();
