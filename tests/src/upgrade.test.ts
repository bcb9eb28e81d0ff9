import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import {
  LedgerVerification,
  SetupResponse,
  statementsIn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import createKnex from 'knex';
import {
  ACCOUNT,
  LocalAccount,
  PortalProcess,
  Postgres,
  REGION,
  runTask,
  startLocalAccount,
  startPortalProcess,
  startPostgres,
} from './support';

/*
 * A portal that the former version left, with two set-ups, and what this version
 * makes of it. The fixture was recorded from that version: the rows of its
 * database, and the requests with which it wrote to the account. Of these, only
 * the headers that the local account needs were kept.
 */

interface FormerPortal {
  /** In their order; `seed` makes the local account give a role the id that it had. */
  writes: {
    seed?: number;
    method: string;
    target: string;
    headers: Record<string, string>;
    body: string;
  }[];
  /** Rows by table. */
  tables: Record<string, JsonObject[]>;
}

const FORMER: FormerPortal = JSON.parse(
  readFileSync(path.join(__dirname, '__fixtures__/formerPortal.json'), 'utf8'),
);
/** It had the first three of the migrations. */
const FORMER_MIGRATIONS = 3;

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/cd613e30-d8f1-4adf-91b7-584a2265b1f5`;
const COMMON = {
  owner: 'group:default/guests',
  accountId: ACCOUNT,
  region: REGION,
};
const BUCKET = 'reco-training-data';
/** As they were asked for. */
const REQUESTS: JsonObject[] = [
  {
    ...COMMON,
    name: 'shop',
    roleName: 'personalize-shop',
    s3: [
      { bucket: BUCKET, prefix: 'input/', workflows: ['import'] },
      { bucket: BUCKET, prefix: 'output/', workflows: ['export'] },
    ],
    users: [
      {
        preset: 'data-engineer',
        principals: [
          {
            type: 'account-role',
            roleName: 'personalize-shop-engineers',
            users: ['ana'],
            requireMfa: true,
          },
        ],
      },
    ],
  },
  {
    ...COMMON,
    name: 'orders',
    roleName: 'personalize-orders',
    kms: [{ keyId: KEY, workflows: ['import', 'dataset-group'] }],
    s3: [{ bucket: BUCKET, prefix: 'orders/', workflows: ['import', 'batch'] }],
  },
];

// Several rounds and whole runs, on machines that do other things too.
jest.setTimeout(600_000);

let account: LocalAccount;
let iam: IAMClient;
let postgres: Postgres;
let portal: PortalProcess;

beforeAll(async () => {
  [account, postgres] = await Promise.all([
    startLocalAccount(),
    startPostgres(),
  ]);
  await restoreAccount();
  await restoreDatabase();
  portal = await startPortalProcess({
    postgres,
    account: account.endpoint,
    config: { personalize: { drift: { frequency: { seconds: 2 } } } },
  });
}, 600_000);

afterAll(async () => {
  await portal?.stop();
  await postgres?.stop();
  await account?.stop();
});

async function restoreAccount(): Promise<void> {
  const { endpoint } = account;
  const config = {
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'LOCAL', secretAccessKey: 'local' },
  };
  iam = new IAMClient(config);
  const kms = new KMSClient(config);
  const send = async (target: string, init: RequestInit) => {
    const answer = await fetch(`${endpoint}${target}`, init);
    expect({ target, ok: answer.ok }).toEqual({ target, ok: true });
  };
  const seed = (value: number) =>
    send(`/moto-api/seed?a=${value}`, { method: 'POST' });

  await seed(1);
  const { KeyMetadata: key } = await kms.send(
    new CreateKeyCommand({
      KeyUsage: 'ENCRYPT_DECRYPT',
      Tags: [{ TagKey: 'personalize:grantable', TagValue: 'true' }],
    }),
  );
  expect(key?.Arn).toBe(KEY);
  await kms.send(
    new CreateAliasCommand({
      AliasName: 'alias/reco-orders',
      TargetKeyId: key?.KeyId,
    }),
  );
  for (const write of FORMER.writes) {
    if (write.seed !== undefined) {
      await seed(write.seed);
    }
    await send(write.target, write);
  }
}

async function restoreDatabase(): Promise<void> {
  const database = 'backstage_plugin_personalize';
  const server = createKnex({
    client: 'pg',
    connection: { ...postgres.connection, database: 'postgres' },
  });
  await server.raw('create database ??', [database]);
  await server.destroy();

  const plugin = createKnex({
    client: 'pg',
    connection: { ...postgres.connection, database },
  });
  const directory = resolvePackagePath(
    '@personalize-portal/backstage-plugin-personalize-backend',
    'migrations',
  );
  for (let count = 0; count < FORMER_MIGRATIONS; count++) {
    await plugin.migrate.up({ directory });
  }
  await plugin('ledger_head').delete();
  for (const [table, rows] of Object.entries(FORMER.tables)) {
    await plugin(table).insert(rows);
  }
  await plugin.destroy();
}

async function setups(): Promise<SetupResponse[]> {
  return Promise.all(
    ['shop', 'orders'].map(
      async name =>
        (
          await portal.request<SetupResponse>(
            'GET',
            `/api/personalize/setups/${name}`,
          )
        ).body,
    ),
  );
}

/** Waits until drift rounds have looked at both set-ups so often, from now on. */
async function rounds(count: number): Promise<void> {
  for (let round = 0; round < count; round++) {
    const before = await setups();
    let now = before;
    while (
      now.some(({ checkedAt }, index) => checkedAt === before[index].checkedAt)
    ) {
      await setTimeout(500);
      now = await setups();
    }
  }
}

async function standing() {
  return (await setups()).map(({ name, status, updateAvailable, failing }) => ({
    name,
    status,
    updateAvailable,
    failing,
  }));
}

async function notifications() {
  const { body } = await portal.request<{
    notifications: { payload: { title: string } }[];
  }>('GET', '/api/notifications/notifications');
  return body.notifications
    .map(({ payload }) => payload.title)
    .filter(title => title.startsWith('Set-up '));
}

const both = (updateAvailable: boolean) =>
  ['shop', 'orders'].map(name => ({
    name,
    status: 'ok',
    updateAvailable,
    failing: [],
  }));

/** The conditions of the roles' own statements on buckets. */
async function bucketConditions(): Promise<unknown[]> {
  const documents = await Promise.all(
    ['personalize-shop', 'personalize-orders'].map(async RoleName => {
      const { PolicyDocument = '' } = await iam.send(
        new GetRolePolicyCommand({ RoleName, PolicyName: 'PersonalizeS3' }),
      );
      return JSON.parse(decodeURIComponent(PolicyDocument));
    }),
  );
  return documents.flatMap(statementsIn).map(({ Condition }) => Condition);
}

it('tells nobody of an upgrade, shows the update, and rolls it out by a run', async () => {
  await rounds(3);

  expect(await standing()).toEqual(both(true));
  expect(await notifications()).toEqual([]);
  expect(await bucketConditions()).toEqual([undefined, undefined, undefined]);

  for (const request of REQUESTS) {
    const { status, log } = await runTask(portal, request);
    expect({ status, log: status === 'completed' ? [] : log }).toEqual({
      status: 'completed',
      log: [],
    });
  }
  await rounds(2);

  expect(await standing()).toEqual(both(false));
  expect(await notifications()).toEqual([]);
  expect(await bucketConditions()).toEqual(
    Array(3).fill({ StringEquals: { 'aws:ResourceAccount': ACCOUNT } }),
  );
  const { body } = await portal.request<LedgerVerification>(
    'GET',
    '/api/personalize/ledger/verify',
  );
  expect(body.problems).toEqual([]);
});
