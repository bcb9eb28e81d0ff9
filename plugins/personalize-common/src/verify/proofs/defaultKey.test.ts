import { KEY_ARN } from '../../policy/__testUtils__/setups';
import { checksOf } from '../__testUtils__/edits';
import {
  BUCKET,
  documentOf,
  EXPECTED,
  heldAfter,
} from '../__testUtils__/world';
import { ExpectedAccess, HeldAccess, HeldKey } from '../access';
import { proveSetup } from '../proveSetup';

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

describe('a default key that nobody asked for', () => {
  const OWN = KEY_ARN.replace('1111', '9999');
  const FOREIGN = OWN.replace(/[0-9]{12}/, '999999999999');
  const refused = {
    outcome: 'unknown',
    cause: 'refused',
    message: 'AWS didn’t tell.',
    remedy: 'Ask.',
  } as const;
  const disabled = {
    outcome: 'failed',
    message: 'The key is Disabled.',
    remedy: 'Enable it.',
  } as const;
  const unseen = { ...refused, cause: 'unanswered' } as const;
  const NOT_KNOWN = { roleObstacle: refused, role: undefined };
  const roleOnKey = documentOf({
    Effect: 'Allow',
    Action: 'kms:*',
    Resource: FOREIGN,
  });

  const outcomeOf = (
    workflow: 'import' | 'export',
    keyArn: string,
    {
      obstacle,
      document,
    }: {
      obstacle?: HeldKey['obstacle'];
      document?: HeldKey['policy']['document'];
    },
    more: (held: HeldAccess) => Partial<HeldAccess> = () => ({}),
  ) => {
    const expected: ExpectedAccess = {
      ...EXPECTED,
      buckets: [{ bucket: BUCKET, prefix: 'in/', workflows: [workflow] }],
      keys: [],
    };
    const held = heldAfter(expected);
    return proveSetup({
      expected,
      held: {
        ...held,
        buckets: held.buckets.map(bucket => ({
          ...bucket,
          encryptionKeyArn: keyArn,
        })),
        keys: [
          {
            keyId: keyArn,
            keyArn,
            policy: { place: keyArn, document },
            ...(obstacle ? { obstacle } : {}),
          },
        ],
        ...more(held),
      },
    }).findings.find(({ id }) => id === `s3:default-key:${BUCKET}`)?.outcome;
  };

  it('of another account is a warning, whatever can be read of it', () => {
    expect(outcomeOf('import', FOREIGN, { obstacle: refused })).toBe('warning');
    expect(outcomeOf('import', FOREIGN, { obstacle: disabled })).toBe(
      'warning',
    );
  });

  it('of another account fails where the role surely can’t write under it', () => {
    expect(outcomeOf('export', FOREIGN, { obstacle: refused })).toBe('failed');
    expect(
      outcomeOf('export', FOREIGN, { obstacle: refused }, ({ role }) => ({
        role: role && {
          ...role,
          policies: [
            ...role.policies,
            { place: 'theirs', document: roleOnKey },
          ],
        },
      })),
    ).toBe('warning');
  });

  it('that can’t be used fails only where Personalize has to write', () => {
    expect(outcomeOf('import', OWN, { obstacle: disabled })).toBe('warning');
    expect(outcomeOf('export', OWN, { obstacle: disabled })).toBe('failed');
  });

  it('that may not be seen is a warning, and unknown where AWS gave no answer', () => {
    expect(outcomeOf('export', OWN, { obstacle: refused })).toBe('warning');
    expect(outcomeOf('export', OWN, { obstacle: unseen })).toBe('unknown');
  });

  it('fails by what a role lacks only where the role could be read', () => {
    const document = documentOf({
      Effect: 'Allow',
      Principal: { Service: 'personalize.amazonaws.com' },
      Action: 'kms:*',
      Resource: '*',
    });
    expect(outcomeOf('export', OWN, { document })).toBe('failed');
    expect(outcomeOf('export', OWN, { document }, () => NOT_KNOWN)).toBe(
      'warning',
    );
    expect(
      outcomeOf('export', OWN, { document: documentOf() }, () => NOT_KNOWN),
    ).toBe('failed');
    expect(
      outcomeOf('export', FOREIGN, { obstacle: refused }, () => NOT_KNOWN),
    ).toBe('warning');
  });
});
