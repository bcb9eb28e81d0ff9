import { resourceName } from './resourceEntity';

const KEY =
  'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

describe('the name of a bucket’s or key’s entity', () => {
  // They stand in catalogs, so they stay as they are.
  it.each([
    ['arn:aws:s3:::reco-data', 'aws-s3-reco-data'],
    ['arn:aws-cn:s3:::reco-data', 'aws-cn-s3-reco-data'],
    ['arn:aws:s3:::reco.data.v2', 'aws-s3-reco.data.v2'],
    [
      `arn:aws:s3:::${'b'.repeat(63)}`,
      'aws-s3-6d4f173719013f8a5b1ac7530363b293',
    ],
    ['arn:aws:s3:::Reco', 'aws-s3-f979f09759556d142a6a46cb2cc72031'],
    ['arn:aws:s3:::reco-', 'aws-s3-1f745cf3a996e92925dd97f03b6e39ed'],
    [KEY, 'aws-kms-7ac1cf39f120f66e23c247deed622375'],
    [
      KEY.replace('us-east-1', 'eu-west-1'),
      'aws-kms-32a89154e679a7f1d00601d9abcf3ff7',
    ],
    [
      KEY.replace('aws', 'aws-cn').replace('us-east', 'cn-north'),
      'aws-cn-kms-eb3f75b5c00f20c44a9bdd36912cd69d',
    ],
  ])('of %s is %s', (arn, name) => {
    expect(resourceName(arn)).toBe(name);
  });

  it('differs for each', () => {
    const arns = [
      'arn:aws:s3:::reco',
      'arn:aws:s3:::Reco',
      'arn:aws-cn:s3:::reco',
      `arn:aws:s3:::${'b'.repeat(62)}a`,
      `arn:aws:s3:::${'b'.repeat(62)}b`,
      KEY,
      KEY.replace('us-east-1', 'us-west-2'),
      KEY.replace('123456789012', '012345678901'),
    ];

    expect(new Set(arns.map(resourceName)).size).toBe(arns.length);
  });
});
