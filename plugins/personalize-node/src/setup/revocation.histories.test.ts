import {
  BucketAccess,
  bucketSid,
  KeyAccess,
  ownedSid,
  PolicyDocument,
  PolicyStatement,
  RoleTarget,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import fc from 'fast-check';
import { FakeAws } from '../__testUtils__/fakeAws';
import {
  foreignPolicies,
  foreignStatements,
} from '../__testUtils__/foreignPolicies';
import { RecordedSetup } from '../__testUtils__/revocations';
import { keyArn, ROOT_STATEMENT, TARGET } from '../__testUtils__/setups';

const KEY = keyArn(1);
const BUCKET = 'reco-data';
const PREFIXES = ['', 'in/', 'out/'];
const ROLES: RoleTarget[] = [
  TARGET,
  { ...TARGET, roleName: 'personalize-news' },
];

// Whole set-ups, many of them.
jest.setTimeout(300_000);

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());

/** What happens to the two set-ups and to the documents that they share. */
type Step =
  | { do: 'run'; of: 0 | 1; keys: KeyAccess[]; buckets: BucketAccess[] }
  | { do: 'edit'; at: Place; edit: HandEdit };
type Place = 'key' | 'bucket';
type HandEdit =
  | { do: 'add'; at: number; statement: PolicyStatement }
  | { do: 'remove' | 'narrow'; at: number }
  | { do: 'reverse' }
  | { do: 'rename'; id: string };

const runs: fc.Arbitrary<Step> = fc.record({
  do: fc.constant<'run'>('run'),
  of: fc.constantFrom<0 | 1>(0, 1),
  keys: fc.constantFrom<KeyAccess[]>(
    [],
    [{ keyId: KEY, workflows: ['import'] }],
    [{ keyId: KEY, workflows: ['export', 'dataset-group'] }],
  ),
  buckets: fc.subarray(PREFIXES).map(prefixes =>
    prefixes.map(
      (prefix): BucketAccess => ({
        bucket: BUCKET,
        prefix,
        workflows: ['import'],
      }),
    ),
  ),
});

const edits: fc.Arbitrary<Step> = fc.record({
  do: fc.constant<'edit'>('edit'),
  at: fc.constantFrom<Place>('key', 'bucket'),
  edit: fc.oneof(
    fc.record({
      do: fc.constant<'add'>('add'),
      at: fc.nat(9),
      statement: foreignStatements,
    }),
    fc.record({
      do: fc.constantFrom<'remove' | 'narrow'>('remove', 'narrow'),
      at: fc.nat(9),
    }),
    fc.constant<HandEdit>({ do: 'reverse' }),
    fc.record({ do: fc.constant<'rename'>('rename'), id: fc.string() }),
  ),
});

/** Sids of all that the two set-ups may have written. */
const OWN = new Set(
  ROLES.flatMap(role => [
    ownedSid('KmsRole', role, KEY),
    ownedSid('KmsService', role, KEY),
    ...PREFIXES.map(prefix => bucketSid(role, BUCKET, prefix)),
  ]),
);

const isOwn = ({ Sid = '' }: PolicyStatement) => OWN.has(Sid);

function edited(
  document: PolicyDocument | undefined,
  edit: HandEdit,
): PolicyDocument | undefined {
  const found: PolicyDocument = document ?? {
    Version: '2012-10-17',
    Statement: [],
  };
  const statements = [...statementsOf(found)];
  switch (edit.do) {
    case 'add':
      statements.splice(edit.at % (statements.length + 1), 0, edit.statement);
      break;
    case 'remove':
      statements.splice(edit.at % Math.max(1, statements.length), 1);
      break;
    case 'narrow': {
      const at = edit.at % Math.max(1, statements.length);
      statements.splice(
        at,
        1,
        ...statements
          .slice(at, at + 1)
          .map(one => ({ ...one, Action: ['s3:ListBucket'] })),
      );
      break;
    }
    case 'reverse':
      statements.reverse();
      break;
    default:
      return document && { ...document, Version: '2008-10-17', Id: edit.id };
  }
  return statements.length > 0
    ? { ...found, Statement: statements }
    : undefined;
}

const policies = {
  key: {
    get: () => aws.kms.keys.get(KEY)?.policy,
    // AWS wants a policy there.
    set: (document?: PolicyDocument) =>
      aws.kms.addKey(
        KEY,
        document ?? { Version: '2012-10-17', Statement: [ROOT_STATEMENT] },
      ),
  },
  bucket: {
    get: () => aws.s3.buckets.get(BUCKET)?.policy,
    set: (document?: PolicyDocument) =>
      aws.s3.addBucket(BUCKET, { policy: document }),
  },
};

/** What is to be left: all but the set-ups' own, in order, and how the document is called. */
function foreignOf(document: PolicyDocument | undefined) {
  const left = statementsOf(document).filter(one => !isOwn(one));
  return left.length > 0 ? { ...document, Statement: left } : undefined;
}

const listed = (document: PolicyDocument | undefined) =>
  document && { ...document, Statement: statementsOf(document) };

it('takes back exactly its own, whatever two set-ups and others did to a key and a bucket before', async () => {
  await fc.assert(
    fc.asyncProperty(
      foreignPolicies,
      fc.option(foreignPolicies, { nil: undefined }),
      fc.array(fc.oneof(runs, edits), { minLength: 1, maxLength: 7 }),
      fc.boolean(),
      async (ofKey, ofBucket, steps, isFirstFirst) => {
        aws.reset();
        policies.key.set(ofKey);
        policies.bucket.set(ofBucket);
        const setups = ROLES.map(role => new RecordedSetup(aws, role));
        // AWS wants a policy on a key, so one that holds nothing of others' stays.
        const keepsKeyPolicy = () =>
          foreignOf(policies.key.get()) !== undefined;
        for (const step of steps) {
          if (step.do === 'run') {
            fc.pre(keepsKeyPolicy());
            await setups[step.of].make(step);
          } else {
            const { get, set } = policies[step.at];
            set(edited(get(), step.edit));
          }
        }
        const expected = {
          key: foreignOf(policies.key.get()),
          bucket: foreignOf(policies.bucket.get()),
        };
        fc.pre(keepsKeyPolicy());

        for (const setup of isFirstFirst ? setups : [...setups].reverse()) {
          await setup.takeBack();
        }

        expect({
          key: listed(policies.key.get()),
          bucket: listed(policies.bucket.get()),
          roles: [...aws.iam.roles.keys()],
          policies: [...aws.iam.policies.keys()],
        }).toEqual({ ...expected, roles: [], policies: [] });
      },
    ),
    { numRuns: 40 },
  );
});
