import { ExpectedAccess } from '../expectedAccess';
import { proveSetup } from '../proveSetup';
import { checksOf } from '../__testUtils__/edits';
import { BUCKET, EXPECTED, heldAfter } from '../__testUtils__/world';

function proveEncrypted(workflow: 'import' | 'export') {
  const expected: ExpectedAccess = {
    ...EXPECTED,
    buckets: [{ bucket: BUCKET, prefix: 'in/', workflows: [workflow] }],
  };
  const held = heldAfter(expected);
  return checksOf(
    proveSetup({
      expected,
      held: {
        ...held,
        buckets: held.buckets.map(bucket => ({
          ...bucket,
          encryptionFlaw: 'aws-managed',
        })),
      },
    }),
  ).filter(({ outcome }) => outcome !== 'passed');
}

it.each([
  ['warns where Personalize only reads', 'import', 'warning'],
  ['fails where it has to write', 'export', 'failed'],
] as const)(
  'a bucket that encrypts in a way in which Personalize can’t: %s',
  (_what, workflow, outcome) => {
    expect(proveEncrypted(workflow)).toEqual([
      {
        id: `s3:default-key:${BUCKET}`,
        title: expect.stringContaining(
          `Bucket ${BUCKET} encrypts with an AWS managed key`,
        ),
        outcome,
        remedy: expect.stringContaining('SSE-S3'),
      },
    ]);
  },
);
