import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import {
  Finding,
  judgeSetup,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { testDatabases, withSecondPool } from '../__testUtils__/databases';
import {
  ANA,
  anchorIn,
  BUCKET,
  bucketChange,
  KEY,
  lastSeq,
  openLedger,
  policy,
  ROLE,
  RUN,
} from '../__testUtils__/ledgers';
import { ORDERS, RECO } from '../__testUtils__/setups';
import { entryHash, NOTHING_BEFORE, payloadHash } from '../ledger/chain';
import { EntryKind, roleColumns } from '../ledger/entryRow';
import { writeHead } from '../ledger/head';
import { DATABASE_KEY_ID, LedgerKey } from '../ledger/ledgerConfig';
import { DatabaseSetups } from '../setups/databaseSetups';
import { migrateRecord } from './migration';

const databases = testDatabases();
jest.setTimeout(300_000);

const BEN = 'user:default/ben';
const HOME = '123456789012/us-east-1';
const directory = resolvePackagePath(
  '@personalize-portal/backstage-plugin-personalize-backend',
  'migrations',
);

const role = (name: string) => ({ ...ROLE, roleName: `Personalize-${name}` });
const readersOf = (name: string) => ({
  part: 'users' as const,
  resource: `arn:aws:iam::${ROLE.accountId}:role/personalize/${name}`,
  operation: 'create' as const,
  after: { path: '/personalize/' },
});
const key = `arn:aws:kms:us-east-1:${ROLE.accountId}:key/11111111-2222-3333-4444-555555555555`;

/** The former version's id for somebody else's statement. */
const STATEMENT = 'elsewhere:arn:aws:s3:::reco-data:Partner';

/** A database as the former version left it: its tables, and entries of format 1. */
async function formerPortal(database: Knex, signing: LedgerKey) {
  for (let count = 0; count < 3; count++) {
    await database.migrate.up({ directory });
  }
  if (signing.id === DATABASE_KEY_ID) {
    const made_at = '2026-11-01T00:00:00.000Z';
    await database('ledger_key').insert({ ...signing, made_at });
  }
  let last = { seq: 0, hash: NOTHING_BEFORE };
  let intents = 0;

  async function append(
    kind: EntryKind,
    of: typeof ROLE,
    said: JsonObject,
    more: { intent_id?: string; resource?: string } = {},
  ) {
    const payload = JSON.stringify(said);
    const columns = {
      seq: last.seq + 1,
      kind,
      intent_id: null,
      resource: null,
      ...more,
      ...roleColumns(of),
      task_id: 'task-1',
      at: '2026-11-01T00:00:00.000Z',
      format: 1,
      payload_hash: payloadHash(signing, payload),
      previous_hash: last.hash,
      key_id: signing.id,
    };
    const row = { ...columns, payload, hash: entryHash(signing, columns) };
    await database('ledger_entries').insert(row);
    last = row;
    await writeHead(database, signing, row);
  }

  return {
    async changed(of: typeof ROLE, change: ReturnType<typeof bucketChange>) {
      intents += 1;
      const ids = {
        intent_id: `00000000-0000-0000-0000-${String(intents).padStart(
          12,
          '0',
        )}`,
        resource: change.resource,
      };
      await append(
        'intent',
        of,
        { person: ANA, run: RUN, role: of, change },
        ids,
      );
      await append('outcome', of, { outcome: 'applied', requests: [] }, ids);
    },
    about: (kind: EntryKind, of: typeof ROLE, details: JsonObject) =>
      append(kind, of, { person: ANA, run: RUN, details }),
    /** Registers a set-up: its entry, unless it is forged, and its row. */
    async setup(
      name: string,
      more: JsonObject = {},
      { owner = RECO, isForged = false } = {},
    ) {
      const of = role(name);
      if (!isForged) {
        await append('registered', of, {
          person: ANA,
          run: RUN,
          details: { name, owner, region: of.region, rolePath: of.rolePath },
        });
      }
      await database('setups').insert({
        name_lower: name.toLowerCase(),
        name,
        owner,
        owner_missing: false,
        account_id: of.accountId,
        region: of.region,
        role_name: of.roleName,
        role_name_lower: of.roleName.toLowerCase(),
        role_path: of.rolePath,
        status: 'ok',
        status_rank: 3,
        task_id: 'task-1',
        requested_by: BEN,
        registered_at: '2026-11-01T00:00:00.000Z',
        applied_at: '2026-11-02T00:00:00.000Z',
        checked_at: '2026-11-03T00:00:00.000Z',
        checks: '[]',
        baseline: JSON.stringify({ 'role:exists': 'passed' }),
        notified_status: 'ok',
        buckets: '[]',
        keys: '[]',
        after_seq: 0,
        search_text: name,
        ...more,
      });
      return of;
    },
  };
}

describe.each(databases.eachSupportedId())('the upgrade on %s', id => {
  async function upgraded(
    before: (
      former: Awaited<ReturnType<typeof formerPortal>>,
      database: Knex,
    ) => Promise<void>,
    signing: LedgerKey = KEY,
  ) {
    const database = await databases.init(id);
    await before(await formerPortal(database, signing), database);
    await database.migrate.latest({ directory });
    const logger = mockServices.logger.mock();
    const { logger: printed } = await openLedger(database);
    const config = { keys: [KEY], anchor: anchorIn(printed) };
    const { ledger } = await openLedger(database, config);
    const migrate = async (on = database) =>
      migrateRecord({
        database: on,
        ledger: (await openLedger(on, config)).ledger,
        permissionSetHome: HOME,
        logger,
      });
    return {
      database,
      ledger,
      logger,
      migrate,
      setups: new DatabaseSetups({
        database,
        ledger,
        keepRevokedMs: 0,
        findEntity: async () => undefined,
        onChanged: () => undefined,
      }),
      itemOf: async (name: string) => {
        const [row] = await database('setups').where({ name });
        return row;
      },
    };
  }

  it.each([
    ['on a configured key', KEY],
    [
      'on the key in its database, with the anchor that the start printed',
      { id: DATABASE_KEY_ID, secret: 'of the database itself' },
    ],
  ])(
    'of a portal %s loses nothing of set-ups in every state, and tells nobody',
    async (_which, signing) => {
      const { database, ledger, migrate, setups, logger, itemOf } =
        await upgraded(async former => {
          await former.changed(
            role('Ok'),
            bucketChange(undefined, policy('A')),
          );
          await former.about('asked', role('Ok'), {
            region: ROLE.region,
            asked: {
              users: {
                users: [
                  {
                    preset: 'admin',
                    principals: [
                      { type: 'permission-set', name: 'Analysts' },
                      { type: 'account-role', roleName: 'Readers', users: [] },
                    ],
                  },
                ],
              },
            },
          });
          await former.changed(role('Ok'), readersOf('Writers'));
          await former.changed(role('Ok'), {
            part: 'kms',
            resource: key,
            operation: 'update',
            before: policy('F'),
            after: policy('F', 'G'),
          });
          await former.setup('Ok');
          await former.setup('Drifted', {
            status: 'drifted',
            status_rank: 0,
            notified_status: 'drifted',
            checks: JSON.stringify([
              { id: 'a', title: 'a', outcome: 'failed' },
            ]),
          });
          await former.setup('Failed', {
            status: 'failed',
            notified_status: 'failed',
            baseline: JSON.stringify({
              'role:exists': 'failed',
              [STATEMENT]: 'warning',
              [`kms:role:${key}`]: 'unknown',
            }),
          });
          await former.setup('Unproven', {
            status: 'unknown',
            notified_status: 'unknown',
            baseline: '{}',
          });
          const gone = await former.setup('Gone', {
            status: 'revoked',
            notified_status: 'revoked',
            baseline: '{}',
            revoked_at: '2026-11-04T00:00:00.000Z',
            revoked_seq: 1,
          });
          await former.about('revoked', gone, { name: 'Gone', kept: [] });
          await former.changed(
            role('Begun'),
            bucketChange(undefined, policy('A')),
          );
          await former.about('asked', role('Asked'), {
            region: ROLE.region,
            asked: { trust: { trust: { regions: [], sourceArns: [] } } },
          });
        }, signing);
      await migrate();

      expect(await ledger.verify()).toMatchObject({
        valid: true,
        problems: [],
      });
      expect(logger.warn).not.toHaveBeenCalled();
      const known = {
        role_name: 'Personalize-Ok',
        requested_by: BEN,
        registered_at: '2026-11-01T00:00:00.000Z',
        applied_at: '2026-11-02T00:00:00.000Z',
        checked_at: '2026-11-03T00:00:00.000Z',
        baseline: JSON.stringify({
          broken: [],
          foreign: [],
          adopted: [],
          former: [],
        }),
      };
      expect(await itemOf('Ok')).toMatchObject({ ...known, status: 'ok' });
      expect(await itemOf('Drifted')).toMatchObject({
        ...known,
        role_name: 'Personalize-Drifted',
        status: 'drifted',
        checks: expect.stringContaining('failed'),
      });
      expect(await itemOf('Failed')).toMatchObject({
        status: 'failed',
        baseline: expect.stringContaining(
          `"former":["${STATEMENT}","kms:role:${key}"]`,
        ),
      });
      expect(await itemOf('Unproven')).toMatchObject({ status: 'pending' });
      expect(await itemOf('Gone')).toMatchObject({
        status: 'revoked',
        role_name: 'Personalize-Gone',
      });
      const rows = await database('setups');
      expect(rows.map(row => row.notified_status)).toEqual(
        rows.map(row => row.status),
      );

      const record = (name: string) => setups.roleRecord(role(name));
      expect(await record('Ok')).toMatchObject({
        claim: { owner: RECO, name: 'Ok', state: 'active' },
        holdings: [{ resource: BUCKET }, {}, { resource: key }],
      });
      expect(
        await database('claims')
          .where({ role_name_lower: 'personalize-ok' })
          .orderBy('subject')
          .pluck('subject'),
      ).toEqual([
        `permission-set/${HOME}/analysts`,
        `role/${ROLE.accountId}/personalize-ok`,
        `role/${ROLE.accountId}/readers`,
        `role/${ROLE.accountId}/writers`,
      ]);
      expect((await record('Begun')).claim).toMatchObject({
        owner: ANA,
        name: `Personalize-Begun-${ROLE.accountId}`,
      });
      expect((await record('Asked')).claim).toMatchObject({ owner: ANA });
      expect((await record('Gone')).claim).toBeUndefined();
      expect(await setups.releaseLapsed(new Date('2030-01-01'))).toEqual({
        names: [],
        failures: [],
      });
    },
  );

  it('alone makes nothing drift that stood at the last run', async () => {
    const bucket = 'reco-data';
    const trust = `arn:aws:iam::${ROLE.accountId}:role/personalize/Personalize-Shop#trust-policy`;
    const { migrate, itemOf } = await upgraded(async former => {
      await former.setup('Shop', {
        status: 'failed',
        notified_status: 'failed',
        baseline: JSON.stringify({
          [`s3:update:${BUCKET}`]: 'failed',
          [`s3:default-key:${bucket}`]: 'warning',
          [`elsewhere:${trust}:Partner`]: 'warning',
          'role:exists': 'passed',
        }),
      });
    });
    await migrate();
    const { baseline } = await itemOf('Shop');
    const trusting = (sid: string): Finding => ({
      id: `added:${trust}:${sid}`,
      kind: 'added',
      outcome: 'warning',
      subjects: { to: 'trust', who: [], excess: [], passesRoles: false },
    });
    const look = (...findings: Finding[]) =>
      judgeSetup(findings, {
        baseline: JSON.parse(baseline),
        now: new Date(),
      }).status;
    const old: Finding[] = [
      {
        id: `stands:${BUCKET}`,
        kind: 'changed-outside',
        outcome: 'failed',
        subjects: { holder: BUCKET, sids: [] },
      },
      {
        id: `s3:default-key:${bucket}`,
        kind: 'default-key',
        outcome: 'failed',
        subjects: { bucket, keyArn: key, use: 'unusable' },
      },
      trusting('Partner'),
    ];

    expect(look(...old)).toBe('failed');
    expect(look(trusting('Partner'))).toBe('ok');
    expect(look(...old, trusting('Backdoor'))).toBe('drifted');
    expect(
      look(...old, {
        id: 'role:exists',
        kind: 'role',
        outcome: 'failed',
        subjects: { roleArn: 'r' },
      }),
    ).toBe('drifted');
  });

  it('takes nothing that no signed entry backs, and names it', async () => {
    const { ledger, migrate, logger, itemOf } = await upgraded(
      async (former, database) => {
        await former.setup('Forged', {}, { isForged: true });
        await former.setup('Taken');
        await database('setups')
          .where({ name: 'Taken' })
          .update({ owner: ORDERS });
      },
    );
    await migrate();

    expect(await itemOf('Forged')).toBeUndefined();
    expect(await itemOf('Taken')).toMatchObject({ owner: RECO });
    expect(logger.warn).toHaveBeenCalledTimes(2);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining(`had "Taken" of ${ORDERS}`),
    );
    expect((await ledger.verify()).problems).toEqual([]);
  });

  it.each([
    'elsewhere',
    'elsewhere:arn',
    'elsewhere:arn:aws:s3:::reco-data',
    'users:others',
    'users',
    'kms:service:arn',
    'a',
  ])(
    'takes no warning of the last run from a row that says "%s"',
    async forged => {
      const { migrate, itemOf } = await upgraded(async former => {
        await former.setup('Ok', {
          baseline: JSON.stringify({
            [forged]: 'warning',
            [STATEMENT]: 'warning',
          }),
        });
      });
      await migrate();

      expect(JSON.parse((await itemOf('Ok')).baseline).former).toEqual([
        STATEMENT,
      ]);
    },
  );

  it('signs nothing on top of a chain that doesn’t hold', async () => {
    const { database, migrate } = await upgraded(async former => {
      await former.changed(role('Ok'), bucketChange(undefined, policy('A')));
      await former.setup('Ok');
    });
    const entries = () =>
      database('ledger_entries').where({ kind: 'registered' });
    await entries().update({ task_id: 'task-9' });

    await expect(migrate()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining('Entry 3 '),
    });

    await entries().update({ task_id: 'task-1' });
    await migrate();
    expect(await database('claims').pluck('owner')).toEqual([RECO]);
  });

  it('leaves shared what two owners share, without new grants', async () => {
    const { setups, migrate } = await upgraded(async former => {
      await former.changed(role('One'), readersOf('Readers'));
      await former.setup('One');
      await former.changed(role('Two'), readersOf('Readers'));
      await former.setup('Two', {}, { owner: ORDERS });
    });
    await migrate();

    const open = async (operation: 'create' | 'delete') =>
      setups.openIntent(
        {
          leaseId: 'l',
          claimSeq: (await setups.roleRecord(role('One'))).claim?.seq ?? 0,
          role: role('One'),
          run: RUN,
          change: { ...readersOf('Readers'), operation },
        },
        ANA,
        async () => undefined,
      );
    await expect(open('create')).rejects.toThrow(`is shared with ${ORDERS}`);
    await expect(open('delete')).resolves.toMatchObject({
      seq: expect.any(Number),
    });
  });

  it('runs once, also from two replicas, and refuses on a broken head', async () => {
    const { database, ledger, migrate } = await upgraded(async former => {
      await former.setup('Ok');
    });
    const { mac } = await database('ledger_head').first();
    await database('ledger_head').update({ mac: '0'.repeat(64) });
    await expect(migrate()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
    await database('ledger_head').update({ mac });

    await withSecondPool(database, second =>
      Promise.all([migrate(), migrate(second)]),
    );
    await migrate();

    expect(
      await database('ledger_entries').where({ kind: 'migrated' }),
    ).toHaveLength(1);
    expect(await lastSeq(database)).toBe(4);
    expect((await ledger.verify()).problems).toEqual([]);
  });
});
