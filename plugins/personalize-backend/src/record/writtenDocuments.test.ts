import {
  documentFingerprint,
  NOTHING,
  PolicyDocument,
  stateFingerprint,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { migratedDatabase, testDatabases } from '../__testUtils__/databases';
import {
  BUCKET,
  bucketChange,
  openLedger,
  policy,
} from '../__testUtils__/ledgers';

const databases = testDatabases();
jest.setTimeout(300_000);

const A = policy('A');
const B = policy('B');
const C = policy('C');
const prints = (...documents: (PolicyDocument | undefined)[]) =>
  documents.map(documentFingerprint);

describe.each(databases.eachSupportedId())(
  'the documents written last, on %s',
  id => {
    async function start() {
      const database = await migratedDatabase(databases, id);
      const { ledger, open, apply } = await openLedger(database);
      return {
        database,
        ledger,
        open,
        apply,
        last: async () => (await ledger.writtenDocuments([BUCKET]))[BUCKET],
        async doubt(
          before: PolicyDocument | undefined,
          after: PolicyDocument | undefined,
          readBack?: PolicyDocument,
        ) {
          await ledger.closeIntent(await open(bucketChange(before, after)), {
            outcome: 'unknown',
            requests: [],
            message: 'No answer came.',
            ...(readBack && { readBack }),
          });
        },
      };
    }

    it('are none for what was never written', async () => {
      const { ledger } = await start();
      expect(await ledger.writtenDocuments([BUCKET, 'other'])).toEqual({});
    });

    it('know what was attached and detached, by being there or not', async () => {
      const { apply, ledger } = await start();
      const resource = 'arn:aws:iam::123456789012:role/reco#attached-policy/x';
      const state = { policyArn: 'x' };
      const part = 'users' as const;
      await apply({ part, resource, operation: 'create', after: state });
      expect(
        (await ledger.writtenDocuments([resource]))[resource],
      ).toMatchObject({
        written: stateFingerprint(state),
        superseded: [NOTHING],
      });

      await apply({ part, resource, operation: 'delete', before: state });
      expect(
        (await ledger.writtenDocuments([resource]))[resource],
      ).toMatchObject({
        written: NOTHING,
        superseded: [stateFingerprint(state)],
      });
    });

    it('make old answers of what was there before and was written before', async () => {
      const { apply, last } = await start();
      await apply(bucketChange(undefined, A));
      await apply(bucketChange(A, B));
      await apply(bucketChange(B, C));
      const [none, a, b, c] = prints(undefined, A, B, C);

      const written = await last();
      expect(written).toMatchObject({ written: c, superseded: [none, a, b] });
      expect(written.ageMs).toBeGreaterThanOrEqual(0);
      expect(written.ageMs).toBeLessThan(60_000);
    });

    it('take a document that is written again for what AWS holds', async () => {
      const { apply, last } = await start();
      await apply(bucketChange(A, B));
      await apply(bucketChange(B, A));

      expect(await last()).toMatchObject({
        written: prints(A)[0],
        superseded: prints(B),
      });
    });

    it('know that a policy was deleted', async () => {
      const { apply, last } = await start();
      await apply(bucketChange(A, undefined));

      expect(await last()).toMatchObject({
        written: prints(undefined)[0],
        superseded: prints(A),
      });
    });

    it('forget what is older than any answer of AWS', async () => {
      const { database, apply, last } = await start();
      await apply(bucketChange(A, B));
      await database('ledger_written').update({
        at: new Date(Date.now() - 120_000).toISOString(),
      });
      expect((await last()).ageMs).toBeGreaterThan(60_000);

      await apply(bucketChange(B, C));
      expect((await last()).superseded).toEqual(prints(B));
    });

    it('stay what they are where a write failed', async () => {
      const { ledger, open, apply, last } = await start();
      await apply(bucketChange(A, B));
      await apply(bucketChange(B, C));
      await ledger.closeIntent(await open(bucketChange(C, A)), {
        outcome: 'failed',
        requests: [],
        error: 'AccessDenied',
        message: 'no',
      });

      expect(await last()).toMatchObject({
        written: prints(C)[0],
        superseded: prints(A, B),
      });
    });

    it('are those of each resource', async () => {
      const { ledger, open, apply, last } = await start();
      await apply(bucketChange(A, B));
      await apply(bucketChange(B, C));
      await apply(bucketChange(A, C, 'other'));
      await ledger.closeIntent(await open(bucketChange(C, A, 'other')), {
        outcome: 'unknown',
        requests: [],
        message: 'No answer came.',
      });

      expect(await last()).toMatchObject({
        written: prints(C)[0],
        superseded: prints(A, B),
      });
      expect(
        await ledger.writtenDocuments([BUCKET, 'other', 'none']),
      ).toMatchObject({
        [BUCKET]: { superseded: prints(A, B) },
        other: { written: prints(C)[0], superseded: [] },
      });
    });

    it('don’t call old what AWS may hold after a write without an answer', async () => {
      const { apply, doubt, last } = await start();
      await apply(bucketChange(A, B));
      await apply(bucketChange(B, C));
      await doubt(C, A);

      expect(await last()).toMatchObject({
        written: prints(C)[0],
        superseded: prints(B),
      });
    });

    it('don’t take a removal without an answer for made', async () => {
      const { apply, doubt, last } = await start();
      await apply(bucketChange(A, B));
      await doubt(B, undefined);

      expect(await last()).toMatchObject({
        written: prints(B)[0],
        superseded: prints(A),
      });
    });

    it('don’t call old what was read after a write without an answer', async () => {
      const { apply, doubt, last } = await start();
      await apply(bucketChange(A, B));
      await apply(bucketChange(B, C));
      await doubt(C, policy('D'), A);

      expect(await last()).toMatchObject({
        written: prints(C)[0],
        superseded: prints(B),
      });
    });

    it('count a write without an answer that AWS turned out to hold', async () => {
      const { apply, doubt, last } = await start();
      await apply(bucketChange(A, B));
      await doubt(B, C, C);

      expect(await last()).toMatchObject({
        written: prints(C)[0],
        superseded: prints(A, B),
      });
    });
  },
);
