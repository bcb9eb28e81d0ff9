import { FakeError } from '../__testUtils__/fakeAnswer';
import { FakeAws } from '../__testUtils__/fakeAws';
import { sessionOn } from '../__testUtils__/sessions';
import { locateBucket } from './s3';

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

/** HEAD and GET alike; S3 names the error only to the GET. */
function fail(error: FakeError) {
  aws.fail('s3:HeadBucket', error, 10);
  aws.fail('s3:ListObjectsV2', error, 10);
}

describe('where a bucket is', () => {
  it('takes one call for a bucket of the account', async () => {
    aws.s3.addBucket('reco-data', { region: 'eu-west-1' });

    expect(await locateBucket(sessionOn(aws), 'reco-data')).toEqual({
      found: 'here',
      region: 'eu-west-1',
    });
    expect(aws.operations()).toEqual(['s3:HeadBucket']);
  });

  it('is elsewhere where S3 refuses it by name, and nowhere where there is none', async () => {
    aws.s3.addBucket('partner', { owner: '210987654321' });

    expect(await locateBucket(sessionOn(aws), 'partner')).toEqual({
      found: 'elsewhere',
    });
    expect(await locateBucket(sessionOn(aws), 'none')).toEqual({
      found: 'nowhere',
    });
  });

  it.each([
    [new FakeError('ExpiredToken', 400), 'credentials'],
    [new FakeError('ExpiredToken', 403), 'credentials'],
    [new FakeError('InvalidAccessKeyId', 403), 'credentials'],
    [new FakeError('SignatureDoesNotMatch', 403), 'credentials'],
    [new FakeError('SlowDown', 503), 'throttled'],
    [new FakeError('InternalError', 500), 'unanswered'],
    [new FakeError('PermanentRedirect', 301), 'rejected'],
  ])('isn’t known where S3 answers %s', async (error, failure) => {
    aws.s3.addBucket('reco-data');
    fail(error);

    await expect(
      locateBucket(sessionOn(aws), 'reco-data'),
    ).rejects.toMatchObject({ failure, awsError: error.code });
  });

  it('isn’t known where only the HEAD is refused', async () => {
    aws.s3.addBucket('reco-data');
    aws.fail('s3:HeadBucket', new FakeError('AccessDenied', 403));

    await expect(
      locateBucket(sessionOn(aws), 'reco-data'),
    ).rejects.toMatchObject({
      operation: 's3:HeadBucket',
      failure: 'unanswered',
    });
  });
});
