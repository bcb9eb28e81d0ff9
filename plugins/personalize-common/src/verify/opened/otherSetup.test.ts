import { bucketArn, roleArn } from '../../aws/arn';
import { bucketStatement } from '../../documents/bucketPolicy';
import { keyStatements } from '../../documents/keyPolicy';
import { PolicyStatement } from '../../policy/document';
import { KEY_ARN, OTHER_ROLE } from '../../policy/__testUtils__/setups';
import { isOfOtherSetup } from './otherSetup';

const BUCKET = bucketArn('aws', 'reco-data');
const STRANGER = 'arn:aws:iam::999999999999:role/stranger';

const onBucket = bucketStatement(
  OTHER_ROLE,
  { bucket: 'reco-data', prefix: 'out/', workflows: ['batch'] },
  'none',
);
const [forRole, forService] = keyStatements(
  OTHER_ROLE,
  KEY_ARN,
  ['dataset-group', 'export'],
  'required',
);

it('knows what the run of another set-up writes', () => {
  expect(isOfOtherSetup('bucket', BUCKET, onBucket)).toBe(true);
  expect(isOfOtherSetup('key', KEY_ARN, forRole)).toBe(true);
  expect(isOfOtherSetup('key', KEY_ARN, forService)).toBe(true);
});

it.each<[string, 'bucket' | 'key', PolicyStatement]>([
  ['for a role', 'bucket', { ...onBucket, Principal: { AWS: STRANGER } }],
  [
    'for the role of the other set-up',
    'bucket',
    { ...onBucket, Principal: { AWS: roleArn(OTHER_ROLE) } },
  ],
  ['for everybody', 'bucket', { ...onBucket, Principal: '*' }],
  ['for all actions', 'bucket', { ...onBucket, Action: 's3:*' }],
  ['without naming resources', 'bucket', { ...onBucket, Resource: '*' }],
  [
    'for a role of another account',
    'key',
    { ...forRole, Principal: { AWS: STRANGER } },
  ],
  [
    'for another role of the account',
    'key',
    {
      ...forRole,
      Principal: { AWS: roleArn({ ...OTHER_ROLE, roleName: 'x' }) },
    },
  ],
  ['for all actions', 'key', { ...forService, Action: 'kms:*' }],
  [
    'for all but an action',
    'key',
    { ...forService, Action: undefined, NotAction: 'kms:Sign' },
  ],
])(
  'isn’t taken in by the Sid of a statement %s on a %s',
  (_name, kind, statement) => {
    expect(
      isOfOtherSetup(kind, kind === 'key' ? KEY_ARN : BUCKET, statement),
    ).toBe(false);
  },
);

it.each(['trust', 'role', 'people'] as const)(
  'knows that no other set-up writes into %s',
  kind => {
    expect(isOfOtherSetup(kind, BUCKET, onBucket)).toBe(false);
    expect(isOfOtherSetup(kind, KEY_ARN, forRole)).toBe(false);
  },
);
