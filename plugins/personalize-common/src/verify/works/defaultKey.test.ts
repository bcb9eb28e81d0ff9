import { proveSetup } from '../proveSetup';
import { BUCKET, EXPECTED, heldAfter } from '../__testUtils__/world';

it('warns of a bucket that encrypts in a way in which Personalize can’t', () => {
  const held = heldAfter(EXPECTED);
  const { checks } = proveSetup({
    expected: EXPECTED,
    held: {
      ...held,
      buckets: held.buckets.map(bucket =>
        bucket.bucket === BUCKET
          ? { ...bucket, encryptionFlaw: 'with an AWS managed key' }
          : bucket,
      ),
    },
  });

  expect(checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([
    {
      id: `s3:default-key:${BUCKET}`,
      title: `Bucket ${BUCKET} encrypts with an AWS managed key`,
      outcome: 'warning',
      remedy: expect.stringContaining('SSE-S3'),
    },
  ]);
});
