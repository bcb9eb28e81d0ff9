import {
  CreateKeyCommand,
  KeySpec,
  KeyUsageType,
  KMSClient,
} from '@aws-sdk/client-kms';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockServices } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import { LedgerHead } from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
// What fills and attacks the ledger is the plugin's own and not exported.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import { testDatabases } from '../../plugins/personalize-backend/src/__testUtils__/databases';
import {
  PortalFolder,
  runLedgerCommand,
} from '../../plugins/personalize-backend/src/__testUtils__/ledgerCommands';
import {
  bucketChange,
  KEY,
  openLedger,
  policy,
} from '../../plugins/personalize-backend/src/__testUtils__/ledgers';
import {
  entryHash,
  NOTHING_BEFORE,
  payloadHash,
} from '../../plugins/personalize-backend/src/ledger/chain';
import { EntryRow } from '../../plugins/personalize-backend/src/ledger/entryRow';
import { writeHead } from '../../plugins/personalize-backend/src/ledger/head';
import { tellWitnesses } from '../../plugins/personalize-backend/src/witness/headRounds';
import { openWitnesses } from '../../plugins/personalize-backend/src/witness/witnesses';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { LocalAccount, startLocalAccount } from './support';

/*
 * Heads of the ledger outside of its database: what docs/ledger.md promises of a
 * bucket under Object Lock and of a signing key, against whoever can write the
 * database and against whoever has a key of the ledger, too.
 */

const databases = testDatabases();
jest.setTimeout(300_000);

/** An account that the portal has no roles in. */
const ACCOUNT = '999999999999';
const REGION = 'eu-west-1';
const ROLE = 'personalize-witness';
const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;
const PREFIX = 'personalize-ledger/';
const FALSE_HASH = 'f'.repeat(64);

const TABLES = [
  'ledger_entries',
  'ledger_head',
  'ledger_written',
  'ledger_signed_heads',
];

let account: LocalAccount;
let s3: S3Client;
let kms: KMSClient;
let folder: PortalFolder;
let buckets = 0;

beforeAll(async () => {
  account = await startLocalAccount();
  const base = {
    region: REGION,
    endpoint: account.endpoint,
    credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
  };
  // The owner of the witness, in the account that has it.
  const { Credentials } = await new STSClient(base).send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${ACCOUNT}:role/owner`,
      RoleSessionName: 'owner',
    }),
  );
  const owner = {
    ...base,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken,
    },
  };
  s3 = new S3Client({ ...owner, forcePathStyle: true });
  kms = new KMSClient(owner);
}, 300_000);

afterAll(() => account?.stop());

beforeEach(async () => {
  folder = await PortalFolder.create();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await folder.remove();
});

async function makeBucket(isLocked = true): Promise<string> {
  buckets += 1;
  const bucket = `heads-${buckets}`;
  await s3.send(
    new CreateBucketCommand({
      Bucket: bucket,
      ObjectLockEnabledForBucket: isLocked,
      CreateBucketConfiguration: { LocationConstraint: REGION },
    }),
  );
  return bucket;
}

async function makeKey(
  spec: KeySpec = 'ECC_NIST_P256',
  usage: KeyUsageType = 'SIGN_VERIFY',
): Promise<string> {
  const { KeyMetadata } = await kms.send(
    new CreateKeyCommand({ KeySpec: spec, KeyUsage: usage }),
  );
  return KeyMetadata?.Arn ?? '';
}

const role = { roleName: ROLE };

const s3Witness = (bucket: string, endpoint = account.endpoint) => ({
  s3: {
    accountId: ACCOUNT,
    region: REGION,
    bucket,
    retainDays: 30,
    role,
    endpoint,
  },
});

const kmsWitness = (keyArn: string, endpoint = account.endpoint) => ({
  kms: { keyArn, role, endpoint },
});

async function versionsIn(bucket: string) {
  const { Versions = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: bucket }),
  );
  return Versions;
}

async function put(bucket: string, key: string): Promise<void> {
  await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'false' }),
  );
}

const keyOf = ({ seq, hash }: LedgerHead) =>
  `${PREFIX}${String(seq).padStart(10, '0')}-${hash}`;

/** Does something at a time from now, by the clock of this process. */
async function later<T>(ms: number, work: () => Promise<T>): Promise<T> {
  const now = Date.now();
  const clock = jest.spyOn(Date, 'now').mockReturnValue(now + ms);
  try {
    return await work();
  } finally {
    clock.mockRestore();
  }
}

/** As a backup holds it, or whoever wants it back. */
async function copyOf(database: Knex) {
  const copy = await Promise.all(
    TABLES.map(async table => ({ table, rows: await database(table) })),
  );
  return async () => {
    for (const { table, rows } of copy) {
      await database(table).delete();
      if (rows.length > 0) {
        await database(table).insert(rows);
      }
    }
  };
}

/** Rewrites what an entry says, and signs it and all after it with a key of the ledger. */
async function rewrite(database: Knex, seq: number): Promise<void> {
  const rows = await database<EntryRow>('ledger_entries').orderBy('seq');
  let previous: EntryRow | undefined;
  for (const row of rows) {
    if (row.seq >= seq) {
      row.payload = (row.payload ?? '').replace('"B"', '"Forged"');
      row.previous_hash = previous?.hash ?? row.previous_hash;
      row.payload_hash = payloadHash(KEY, row.payload);
      row.hash = entryHash(KEY, row);
      await database<EntryRow>('ledger_entries')
        .where({ seq: row.seq })
        .update(row);
    }
    previous = row;
  }
  if (previous) {
    await writeHead(database, KEY, previous);
  }
}

describe.each(databases.eachSupportedId())('heads outside of %s', id => {
  /** A portal with a ledger of two entries. */
  async function startPortal(witness: JsonObject) {
    const { database, backend } = await folder.database(databases, id);
    const root = {
      aws: {
        mainAccount: { accessKeyId: 'testing', secretAccessKey: 'testing' },
      },
    };
    const opened = await openLedger(database);
    const change = (name: string) =>
      opened.apply(bucketChange(undefined, policy(name)));
    await change('A');
    const { logger } = opened;
    const witnesses = () =>
      openWitnesses(
        mockServices.rootConfig({
          data: { ...root, personalize: { ledger: { witness } } },
        }),
        database,
      );
    const started = witnesses();
    const events: JsonObject[] = [];
    const auditor = mockServices.auditor.mock();
    auditor.createEvent.mockImplementation(async ({ meta }) => ({
      success: async () => {
        events.push({ ...meta });
      },
      fail: async ({ error }) => {
        events.push({ ...meta, error: error.message });
      },
    }));
    const at = (seq: number) =>
      database<EntryRow>('ledger_entries').where({ seq });
    return {
      database,
      change,
      logger,
      /** What the auditor was told of witnesses. */
      events,
      at,
      head: async (): Promise<LedgerHead> => {
        const { seq, hash } = await database('ledger_head').first();
        return { seq, hash };
      },
      /** An interval passes. */
      round: (of = started) =>
        tellWitnesses(
          { ledger: opened.ledger, witnesses: of, auditor, logger },
          new AbortController().signal,
        ),
      /** As another backend has them, or the same after a restart. */
      witnesses,
      /** Exit code and output of `personalize-ledger verify`. */
      verify: async () => {
        const path = await folder.configure(backend, undefined, {
          ...root,
          witness,
        });
        return runLedgerCommand('verify', '--config', path);
      },
    };
  }

  describe('under Object Lock', () => {
    it('are written when the ledger moved, each with a lock that nobody shortens', async () => {
      const bucket = await makeBucket();
      const { round, change, head, events } = await startPortal(
        s3Witness(bucket),
      );
      const first = await head();

      await round();
      await round();
      expect((await versionsIn(bucket)).map(({ Key }) => Key)).toEqual([
        keyOf(first),
      ]);

      await change('B');
      const second = await head();
      await round();
      expect((await versionsIn(bucket)).map(({ Key }) => Key)).toEqual([
        keyOf(first),
        keyOf(second),
      ]);
      expect(events).toEqual(
        [first, second].map(one => ({
          witness: `bucket ${bucket}/${PREFIX}`,
          ...one,
          key: keyOf(one),
        })),
      );
      const locked = await s3.send(
        new HeadObjectCommand({ Bucket: bucket, Key: keyOf(second) }),
      );
      expect(locked.ObjectLockMode).toBe('COMPLIANCE');
      const days =
        (Number(locked.ObjectLockRetainUntilDate) - Date.now()) / DAY_MS;
      expect(days).toBeGreaterThan(29);
      expect(days).toBeLessThanOrEqual(30);
    });

    it('are locked anew at half of the time where the ledger stands still', async () => {
      const bucket = await makeBucket();
      const { round } = await startPortal(s3Witness(bucket));
      await round();

      await later(14 * DAY_MS, round);
      expect(await versionsIn(bucket)).toHaveLength(1);
      await later(16 * DAY_MS, round);
      expect(await versionsIn(bucket)).toHaveLength(2);
    });

    it('prove the ledger up to the last of them', async () => {
      const bucket = await makeBucket();
      const { round, change, head, verify } = await startPortal(
        s3Witness(bucket),
      );
      await round();
      await change('B');
      const { seq, hash } = await head();
      await round();
      await change('C');

      const { code, out } = await verify();

      expect(code).toBe(0);
      expect(out).toMatch(
        new RegExp(
          `\\nheads outside prove up to entry ${seq} \\(\\d{4}-[^)]*Z\\), bucket ${bucket}/${PREFIX}: ${seq}:${hash}\\n`,
        ),
      );
    });

    it('find an older copy that was put back, and what was appended to it', async () => {
      const bucket = await makeBucket();
      const { database, round, change, head, verify } = await startPortal(
        s3Witness(bucket),
      );
      await round();
      const restore = await copyOf(database);
      await change('B');
      const lost = await head();
      await round();
      await restore();

      const problem = `contradicted: The ledger lacks entry ${lost.seq} with the hash ${lost.hash}, whose head was written outside at `;
      const found = await verify();
      expect(found.code).toBe(1);
      expect(found.out).toContain(problem);
      expect(found.out).toContain('heads outside prove up to entry 2 (');

      await change('C');
      await change('D');
      await round();
      const grown = await verify();
      expect(grown.code).toBe(1);
      expect(grown.out).toContain(problem);
      expect(grown.out).toContain('heads outside prove up to entry 2 (');
    });

    it('find that all tables were made anew', async () => {
      const bucket = await makeBucket();
      const { database, round, verify } = await startPortal(s3Witness(bucket));
      await round();
      await database('ledger_entries').delete();
      await writeHead(database, KEY, { seq: 0, hash: NOTHING_BEFORE });

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining('contradicted: The ledger lacks entry '),
      });
    });

    it('find an entry that was rewritten with a stolen key, and prove those before it', async () => {
      const bucket = await makeBucket();
      const { database, round, change, head, verify } = await startPortal(
        s3Witness(bucket),
      );
      await round();
      const first = await head();
      await change('B');
      await round();
      await rewrite(database, 3);

      const { code, out } = await verify();

      expect(code).toBe(1);
      expect(out).not.toContain('altered:');
      expect(out).toContain('contradicted: The ledger lacks entry ');
      expect(out).toContain(`prove up to entry ${first.seq} (`);
    });

    it.each<[string, (entry: Knex.QueryBuilder) => Promise<unknown>]>([
      ['altered', entry => entry.update({ task_id: 'another' })],
      ['missing', entry => entry.delete()],
    ])('prove no entry after one that is %s', async (kind, damage) => {
      const bucket = await makeBucket();
      const { database, round, change, head, verify } = await startPortal(
        s3Witness(bucket),
      );
      await round();
      const first = await head();
      await change('B');
      await round();
      await damage(database('ledger_entries').where({ seq: first.seq + 1 }));

      const { code, out } = await verify();

      expect(code).toBe(1);
      expect(out).toContain(`${kind}: `);
      expect(out).toContain(`prove up to entry ${first.seq} (`);
    });

    it('count also where they were deleted or replaced', async () => {
      const bucket = await makeBucket();
      const { database, round, change, head, verify } = await startPortal(
        s3Witness(bucket),
      );
      const restore = await copyOf(database);
      await change('B');
      const Key = keyOf(await head());
      await round();
      await put(bucket, Key);
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
      expect(await verify()).toMatchObject({ code: 0 });
      await restore();

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining('contradicted: '),
      });
    });

    it('are read to the last page', async () => {
      const bucket = await makeBucket();
      const { round, head, verify } = await startPortal(s3Witness(bucket));
      const { seq } = await head();
      // Others under the prefix come first, and S3 lists a thousand at a time.
      for (let number = 0; number < 1_001; number += 91) {
        await Promise.all(
          Array.from({ length: 91 }, (_, index) =>
            put(bucket, `${PREFIX}#${number + index}`),
          ),
        );
      }
      await round();

      expect((await verify()).out).toContain(
        `heads outside prove up to entry ${seq} (`,
      );
    });

    it('leave alone what else is in the bucket', async () => {
      const bucket = await makeBucket();
      const { round, verify } = await startPortal(s3Witness(bucket));
      await round();
      for (const Key of [
        `${PREFIX}README`,
        `other/${keyOf({ seq: 9, hash: FALSE_HASH })}`,
      ]) {
        await put(bucket, Key);
      }

      expect(await verify()).toMatchObject({ code: 0 });
    });

    it('aren’t written to a bucket without Object Lock, nor believed from there', async () => {
      const bucket = await makeBucket(false);
      const { round, events, logger, verify } = await startPortal(
        s3Witness(bucket),
      );

      await round();

      const message = `Bucket ${bucket} has no Object Lock, so anyone who can write there can delete its content. Enable Object Lock`;
      expect(await versionsIn(bucket)).toEqual([]);
      expect(events).toEqual([
        {
          witness: `bucket ${bucket}/${PREFIX}`,
          error: expect.stringContaining(message),
        },
      ]);
      expect(logger.error).toHaveBeenCalledWith(
        expect.stringContaining(message),
      );
      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining(message),
      });
    });

    it('aren’t written of a head that somebody changed by hand', async () => {
      const bucket = await makeBucket();
      const { database, round, events } = await startPortal(s3Witness(bucket));
      await database('ledger_head').update({ hash: FALSE_HASH });

      await round();

      expect(await versionsIn(bucket)).toEqual([]);
      expect(events).toMatchObject([
        { error: expect.stringContaining('somebody changed its head by hand') },
      ]);
    });

    it('are missed where none was written for two intervals', async () => {
      const bucket = await makeBucket();
      const { round, change, verify } = await startPortal(s3Witness(bucket));
      await round();
      await change('B');
      expect(await verify()).toMatchObject({ code: 0 });

      expect(await later(2 * HOUR_MS + 60_000, verify)).toMatchObject({
        code: 1,
        out: expect.stringContaining(
          `unwitnessed: Heads outside prove nothing from entry 3 on, bucket ${bucket}/${PREFIX}: no later head`,
        ),
      });
    });
  });

  describe('that a key of KMS signed', () => {
    it.each<KeySpec>(['ECC_NIST_P256', 'ECC_NIST_P384', 'RSA_2048'])(
      'prove the ledger, and are in the log of the auditor (%s)',
      async spec => {
        const keyArn = await makeKey(spec);
        const { round, change, head, events, verify } = await startPortal(
          kmsWitness(keyArn),
        );
        await round();
        await change('B');
        await round();
        const { seq, hash } = await head();

        expect(events).toHaveLength(2);
        expect(events[1]).toEqual({
          witness: `signatures of ${keyArn}`,
          seq,
          hash,
          at: expect.stringMatching(/Z$/),
          keyArn,
          algorithm: expect.stringMatching(/^(ECDSA|RSASSA_PSS)_SHA_/),
          signature: expect.stringMatching(/^[\w+/]{80,}={0,2}$/),
        });
        const { code, out } = await verify();
        expect(code).toBe(0);
        expect(out).toContain(
          `heads outside prove up to entry ${seq} (${events[1].at}), signatures of ${keyArn}: ${seq}:${hash}\n`,
        );
      },
    );

    it('are signed anew in each interval, so that an old one tells', async () => {
      const keyArn = await makeKey();
      const { database, round, verify } = await startPortal(kmsWitness(keyArn));
      await round();
      const restore = await copyOf(database);
      const [old] = await database('ledger_signed_heads');
      await new Promise(resolve => {
        setTimeout(resolve, 5);
      });
      await round();
      expect(await database('ledger_signed_heads')).toEqual([
        {
          ...old,
          at: expect.not.stringMatching(old.at),
          signature: expect.any(String),
        },
      ]);
      await restore();

      expect(await later(2 * HOUR_MS + 60_000, verify)).toMatchObject({
        code: 1,
        out: expect.stringContaining(
          `The last was signed at ${old.at}, but one is signed every 3600 seconds: an older copy`,
        ),
      });
    });

    it('aren’t believed where somebody made them up or dated them anew', async () => {
      const keyArn = await makeKey();
      const { database, round, change, head, verify } = await startPortal(
        kmsWitness(keyArn),
      );
      await round();
      const [row] = await database('ledger_signed_heads');
      const forged = `unwitnessed: Heads outside prove nothing, signatures of ${keyArn}: The row of entry `;
      for (const changed of [
        { at: new Date(Date.now() + DAY_MS).toISOString() },
        { signature: Buffer.from('made up').toString('base64') },
        { signature: '' },
      ]) {
        await database('ledger_signed_heads').update({ ...row, ...changed });
        expect(await verify()).toMatchObject({
          code: 1,
          out: expect.stringContaining(forged),
        });
      }
      await database('ledger_signed_heads').update(row);
      expect(await verify()).toMatchObject({ code: 0 });

      await change('B');
      await database('ledger_signed_heads').insert({
        ...row,
        ...(await head()),
      });
      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining(forged),
      });
    });

    it('find an entry that was rewritten with a stolen key', async () => {
      const keyArn = await makeKey();
      const { database, round, change, verify } = await startPortal(
        kmsWitness(keyArn),
      );
      await change('B');
      await round();
      await rewrite(database, 3);

      expect(await verify()).toMatchObject({
        code: 1,
        out: expect.stringContaining('contradicted: The ledger lacks entry '),
      });
    });

    it('stop where an older copy is put back under a backend that runs', async () => {
      const keyArn = await makeKey();
      const { database, round, change, events, witnesses } = await startPortal(
        kmsWitness(keyArn),
      );
      const restore = await copyOf(database);
      await change('B');
      await round();
      await restore();

      await round();

      expect(events[1]).toMatchObject({
        error: expect.stringContaining(
          'The ledger lacks entry 4 with the hash',
        ),
      });
      expect(await database('ledger_signed_heads')).toEqual([]);
      await round(witnesses());
      expect(await database('ledger_signed_heads')).toHaveLength(1);
    });

    it('aren’t taken from another key', async () => {
      const { database, round, verify } = await startPortal(
        kmsWitness(await makeKey()),
      );
      await round();
      const keyArn = await makeKey();
      await database('ledger_signed_heads').update({ key_arn: keyArn });

      expect(await later(3 * HOUR_MS, verify)).toMatchObject({
        code: 1,
        out: expect.stringContaining(
          'unwitnessed: Heads outside prove nothing from entry 1 on',
        ),
      });
    });

    it.each<[KeySpec, KeyUsageType]>([
      ['SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'],
      ['RSA_2048', 'ENCRYPT_DECRYPT'],
    ])('can’t be signed by a key %s for %s', async (spec, usage) => {
      const keyArn = await makeKey(spec, usage);
      const { round, events } = await startPortal(kmsWitness(keyArn));

      await round();

      expect(events).toMatchObject([
        {
          error: expect.stringContaining(
            `Key ${keyArn} can't sign: its usage is ${usage} and its spec ${spec}.`,
          ),
        },
      ]);
    });
  });

  it('of one kind are written where the other can’t be, and both are told', async () => {
    const bucket = await makeBucket();
    const { database, round, events, verify } = await startPortal({
      ...s3Witness(bucket, 'http://127.0.0.1:9'),
      ...kmsWitness(await makeKey()),
    });

    await round();

    expect(await database('ledger_signed_heads')).toHaveLength(1);
    expect(events).toMatchObject([
      { error: expect.stringMatching(/^sts:AssumeRole .*ECONNREFUSED/) },
      { seq: 2 },
    ]);
    const { code, out, err } = await verify();
    expect(code).toBe(1);
    expect(out).toMatch(
      /unwitnessed: Heads outside prove nothing, bucket .*: sts:AssumeRole .*ECONNREFUSED/,
    );
    expect(out).toContain('heads outside prove up to entry 2 (');
    expect(err).toContain("The ledger isn't intact: 1 problem.");
  });
});
