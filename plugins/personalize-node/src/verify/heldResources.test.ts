import { BucketAccess } from '@personalize-portal/backstage-plugin-personalize-common';
import { FakeError } from '../__testUtils__/fakeAnswer';
import { FakeAws } from '../__testUtils__/fakeAws';
import { sessionOn } from '../__testUtils__/sessions';
import {
  documentOf,
  keyArn,
  ROOT_STATEMENT,
  TARGET,
} from '../__testUtils__/setups';
import { readHeldBuckets } from './heldResources';

const KEY = keyArn(1);
const ACCESS: BucketAccess = {
  bucket: 'reco-data',
  prefix: '',
  workflows: ['import'],
};

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => {
  aws.reset();
  aws.kms.addKey(KEY, documentOf(ROOT_STATEMENT), {});
});

it.each<[string, string, string | undefined, object]>([
  ['with a customer managed key', 'aws:kms', KEY, { encryptionKeyArn: KEY }],
  [
    'with the key of S3',
    'aws:kms',
    undefined,
    { encryptionFlaw: 'aws-managed' },
  ],
  [
    'with the key of S3 by its alias',
    'aws:kms',
    'alias/aws/s3',
    { encryptionFlaw: 'aws-managed' },
  ],
  ['twice', 'aws:kms:dsse', KEY, { encryptionFlaw: 'twice' }],
  ['as every bucket does', 'AES256', undefined, {}],
])('a bucket that encrypts %s', async (_how, algorithm, keyId, found) => {
  aws.s3.addBucket('reco-data', { encryption: { algorithm, keyId } });

  const [{ encryptionKeyArn, encryptionFlaw }] = await readHeldBuckets(
    sessionOn(aws),
    TARGET,
    [ACCESS],
  );

  expect({ encryptionKeyArn, encryptionFlaw }).toEqual(found);
});

describe('a bucket that the portal may not see', () => {
  const obstacle = async () => {
    const [found] = await readHeldBuckets(sessionOn(aws), TARGET, [ACCESS]);
    return found.obstacle;
  };

  it('is lost where somebody else has one of its name by now', async () => {
    aws.s3.addBucket('reco-data', { owner: '666666666666' });

    expect(await obstacle()).toMatchObject({
      outcome: 'failed',
      message: `Bucket reco-data no longer belongs to account ${TARGET.accountId}: somebody else has a bucket with that name.`,
    });
  });

  it('isn’t known where the account has it, or doesn’t say', async () => {
    aws.s3.addBucket('reco-data');
    const denied = new FakeError('AccessDenied', 403);
    aws.fail('s3:HeadBucket', denied);
    aws.fail('s3:ListObjectsV2', denied);
    expect(await obstacle()).toMatchObject({ outcome: 'unknown' });

    aws.reset();
    aws.s3.addBucket('reco-data', { owner: '666666666666' });
    aws.fail('s3:ListBuckets', denied);
    expect(await obstacle()).toMatchObject({ outcome: 'unknown' });
  });
});
