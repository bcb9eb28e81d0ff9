import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readWitnessConfig } from './witnessConfig';

const KEY =
  'arn:aws:kms:eu-west-1:999999999999:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const role = { roleName: 'personalize-witness' };
const S3 = {
  accountId: '999999999999',
  region: 'eu-west-1',
  bucket: 'acme-heads',
  retainDays: 400,
  role,
};

const read = (witness: JsonObject, more: JsonObject = {}) =>
  readWitnessConfig(
    new ConfigReader({ personalize: { ledger: { witness }, ...more } }),
  );

it('is nothing unless it is configured', () => {
  expect(readWitnessConfig(new ConfigReader({}))).toBeUndefined();
});

it('reads both, once an hour', () => {
  expect(read({ s3: S3, kms: { keyArn: KEY, role } })).toEqual({
    frequencyMs: 3_600_000,
    s3: { ...S3, prefix: 'personalize-ledger/' },
    kms: {
      keyArn: KEY,
      accountId: '999999999999',
      region: 'eu-west-1',
      role,
    },
  });
});

it.each([
  ['heads', 'heads/'],
  ['heads/', 'heads/'],
])('takes the prefix %j as %j', (prefix, taken) => {
  expect(read({ s3: { ...S3, prefix } })?.s3?.prefix).toBe(taken);
});

it.each<[string, JsonObject, RegExp]>([
  ['no witness', {}, /witness has neither s3 nor kms/],
  ['an unknown one', { sqs: {} }, /witness\.sqs is an unknown key/],
  ['no role', { s3: { ...S3, role: undefined } }, /role/],
  ['no bucket', { s3: { ...S3, bucket: undefined } }, /bucket/],
  ['half a day', { s3: { ...S3, retainDays: 0.5 } }, /retainDays is 0\.5, but/],
  ['101 years', { s3: { ...S3, retainDays: 36_501 } }, /retainDays is 36501/],
  ['an alias', { kms: { keyArn: 'alias/heads', role } }, /keyArn is "alias/],
  [
    'a frequency of nothing',
    { frequency: { seconds: 0 }, s3: S3 },
    /witness\.frequency is 0 ms/,
  ],
])('refuses %s', (_what, witness, message) => {
  expect(() => read(witness)).toThrow(message);
});

it.each([
  ['s3.accountId', { s3: S3 }],
  ['kms.keyArn', { kms: { keyArn: KEY, role } }],
])('refuses an account of the portal in %s', (path, witness) => {
  const { accountId } = S3;
  const region = 'us-east-1';
  const message = `personalize.ledger.witness.${path} names account ${accountId}, where the portal has roles`;

  expect(() =>
    read(witness, { accounts: [{ accountId, regions: [region] }] }),
  ).toThrow(message);
  expect(() =>
    read(witness, { identityCenter: { accountId, region } }),
  ).toThrow(message);
});
