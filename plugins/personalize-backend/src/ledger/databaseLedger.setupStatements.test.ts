import {
  bucketArn,
  ownedSid,
  PolicyDocument,
  PolicyStatement,
  statementFingerprint,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { migratedDatabase, testDatabases } from '../__testUtils__/databases';
import {
  BUCKET,
  bucketChange,
  openLedger,
  OTHER_ROLE,
  ROLE,
} from '../__testUtils__/ledgers';
import { EntryRow } from './entryRow';

const databases = testDatabases();
jest.setTimeout(60_000);

/** The statement that a run writes for a role in the bucket's policy. */
function statementOf(
  { accountId, roleName }: typeof ROLE,
  prefix = 'in/',
): PolicyStatement {
  return {
    Sid: ownedSid(
      'S3',
      { partition: 'aws', accountId, roleName },
      BUCKET,
      prefix,
    ),
    Effect: 'Allow',
    Principal: { Service: 'personalize.amazonaws.com' },
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: [BUCKET, `${BUCKET}/${prefix}*`],
  };
}

const policyOf = (...statements: PolicyStatement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

const OURS = statementOf(ROLE);
const THEIRS = statementOf(OTHER_ROLE);
const FORGED = { ...OURS, Sid: 'PersonalizeS3forgedforged' };

describe.each(databases.eachSupportedId())('on %s', id => {
  async function start() {
    const database = await migratedDatabase(databases, id);
    const opened = await openLedger(database);
    return {
      ...opened,
      database,
      /** Sorted by fingerprint. */
      async onRecord() {
        const { [BUCKET]: found = [] } = await opened.ledger.setupStatements([
          BUCKET,
          bucketArn('aws', 'never-written'),
        ]);
        return [...new Set(found)].sort();
      },
    };
  }
  const prints = (...statements: PolicyStatement[]) =>
    statements.map(statementFingerprint).sort();

  it('each role’s last change is on record, and nothing that others wrote there', async () => {
    const { ledger, apply, onRecord } = await start();
    const later = statementOf(ROLE, 'out/');
    await apply(bucketChange(undefined, policyOf(OURS, FORGED)));
    await apply(
      bucketChange(policyOf(OURS, FORGED), policyOf(OURS, FORGED, THEIRS)),
      undefined,
      OTHER_ROLE,
    );
    await apply(
      bucketChange(policyOf(OURS, THEIRS), policyOf(later, THEIRS, FORGED)),
    );

    expect(await onRecord()).toEqual(prints(later, THEIRS));
    expect(
      await ledger.setupStatements([bucketArn('aws', 'never-written')]),
    ).toEqual({});
    expect(await ledger.setupStatements([])).toEqual({});
  });

  it('a change that is being made is on record, with what it found', async () => {
    const { ledger, apply, open, onRecord } = await start();
    const later = statementOf(ROLE, 'out/');
    await apply(bucketChange(undefined, policyOf(OURS)));
    const intent = await open(bucketChange(policyOf(OURS), policyOf(later)));
    expect(await onRecord()).toEqual(prints(OURS, later));

    await ledger.closeIntent(intent, {
      outcome: 'failed',
      requests: [],
      error: 'AccessDenied',
      message: 'no',
    });
    expect(await onRecord()).toEqual(prints(OURS));
  });

  it('nothing is left on record of what was taken back', async () => {
    const { apply, onRecord } = await start();
    await apply(bucketChange(undefined, policyOf(OURS)));
    await apply(bucketChange(policyOf(OURS), undefined));

    expect(await onRecord()).toEqual([]);
  });

  it.each([
    ['an altered outcome', JSON.stringify({ outcome: 'failed', requests: [] })],
    ['an outcome that lost its content', null],
  ])(
    '%s leaves what the change found and made on record',
    async (_, payload) => {
      const { database, apply, onRecord } = await start();
      const later = statementOf(ROLE, 'out/');
      await apply(bucketChange(policyOf(OURS), policyOf(later)));
      await database<EntryRow>('ledger_entries')
        .where({ kind: 'outcome' })
        .update({ payload });

      expect(await onRecord()).toEqual(prints(OURS, later));
    },
  );

  it('nothing is on record of a change that lost its content', async () => {
    const { database, apply, onRecord } = await start();
    await apply(bucketChange(undefined, policyOf(OURS)));
    await database<EntryRow>('ledger_entries')
      .where({ kind: 'intent' })
      .update({ payload: null });

    expect(await onRecord()).toEqual([]);
  });

  it('what an entry says that was altered counts for nothing', async () => {
    const { database, apply, onRecord } = await start();
    await apply(bucketChange(undefined, policyOf(OURS)));
    const row = await database<EntryRow>('ledger_entries')
      .where({ kind: 'intent' })
      .first();
    await database<EntryRow>('ledger_entries')
      .where({ kind: 'intent' })
      .update({ payload: row?.payload?.replace('s3:GetObject', 's3:*') });

    expect(await onRecord()).toEqual([]);
  });
});
