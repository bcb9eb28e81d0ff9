import { FakeError } from '../__testUtils__/fakeAnswer';
import { FakeAws } from '../__testUtils__/fakeAws';
import { sessionOn } from '../__testUtils__/sessions';
import { AwsOperationError } from './awsError';
import { readPermissionSetArns } from './identityCenterReads';
import { describeKey, putKeyPolicy } from './kms';
import { readRole } from './iamReads';
import { tagRole, updateRole } from './iamWrites';
import { putBucketPolicy, readBucketPolicy, readBucketTags } from './s3';

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

async function failureOf(call: Promise<unknown>): Promise<AwsOperationError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AwsOperationError) {
      return error;
    }
    throw error;
  }
  throw new Error('The call did not fail');
}

describe('an error of AWS', () => {
  it('shows what AWS quotes of others in one line, and so that it does not act', async () => {
    aws.fail(
      's3:GetBucketPolicy',
      new FakeError('MalformedPolicy', 400, 'Bad Sid a\u202Eb\nERROR forged'),
    );

    const error = await failureOf(readBucketPolicy(sessionOn(aws), 'reco'));

    expect(error.awsMessage).toBe('Bad Sid a\\u202eb ERROR forged');
    expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('names error, operation, resource, request id and the next step, each once', async () => {
    aws.fail(
      's3:GetBucketPolicy',
      new FakeError('AccessDenied', 403, 'User portal is not authorized'),
    );

    const error = await failureOf(readBucketPolicy(sessionOn(aws), 'reco'));

    expect(error.message).toBe(
      's3:GetBucketPolicy on bucket reco failed with AccessDenied: User portal is not authorized ' +
        '(request id request-of-GetBucketPolicy). ' +
        "The portal's role in the account doesn't allow s3:GetBucketPolicy there, or a policy on bucket reco or of the organisation denies it. Compare the role with the output of the portal-role command.",
    );
    expect(error).toMatchObject({
      name: 'AwsOperationError',
      awsError: 'AccessDenied',
      awsMessage: 'User portal is not authorized',
      operation: 's3:GetBucketPolicy',
      resource: 'bucket reco',
      requestId: 'request-of-GetBucketPolicy',
    });
  });

  it.each([
    ['iam:GetRole', 'AccessDenied', () => readRole(sessionOn(aws), 'reco')],
    [
      'kms:DescribeKey',
      'AccessDeniedException',
      () => describeKey(sessionOn(aws), 'alias/reco'),
    ],
    [
      's3:GetBucketTagging',
      'AccessDenied',
      () => readBucketTags(sessionOn(aws), 'reco'),
    ],
  ])('carries the request id of %s', async (operation, code, call) => {
    aws.fail(operation, new FakeError(code, 403));

    const error = await failureOf(call());

    expect(error.requestId).toBe(`request-of-${operation.split(':')[1]}`);
    expect(error.awsError).toMatch(/^AccessDenied(Exception)?$/);
    expect(error.message).toContain("doesn't allow");
  });

  it.each([
    ['ExpiredToken', 'Check the aws section of the configuration'],
    ['InvalidAccessKeyId', 'Check the aws section of the configuration'],
    ['LimitExceeded', 'Raise it in Service Quotas'],
    ['MalformedPolicy', 'ids that start with AROA or AIDA'],
    ['OperationAborted', 'Something else is changing the same resource'],
    ['ConflictException', 'Something else is changing the same resource'],
    ['ServiceQuotaExceededException', 'Raise it in Service Quotas'],
    ['MethodNotAllowed', "doesn't allow s3:PutBucketPolicy"],
    ['SlowDown', 'Run again in a few minutes'],
    ['SomethingNew', 'Look up the request id in CloudTrail'],
  ])('%s says what to do next', async (code, nextStep) => {
    aws.fail('s3:PutBucketPolicy', new FakeError(code, 400));

    const error = await failureOf(
      putBucketPolicy(sessionOn(aws), 'reco', { Statement: [] }),
    );

    expect(error.awsError).toBe(code);
    expect(error.message).toContain(nextStep);
  });

  it('of Identity Center names the role that is refused, and what a delegated administrator may not do', async () => {
    aws.fail(
      'sso-admin:ListPermissionSets',
      new FakeError('AccessDeniedException', 400),
    );

    const error = await failureOf(readPermissionSetArns(sessionOn(aws), ''));

    expect(error.message).toContain(
      "The role of personalize.identityCenter doesn't allow sso-admin:ListPermissionSets, or it belongs to a delegated administrator",
    );
  });

  it.each([
    [
      's3:PutBucketPolicy',
      () => putBucketPolicy(sessionOn(aws), 'reco', { Statement: [] }),
      'a public statement, and the policy of bucket reco already has one',
    ],
    [
      'iam:UpdateRole',
      () => updateRole(sessionOn(aws), 'reco', {}),
      'iam:UpdateRole only on roles that the portal created, which carry the tag personalize:managed',
    ],
    [
      'iam:TagRole',
      () => tagRole(sessionOn(aws), 'reco', {}),
      "Ask the account's administrator to give role reco the requested description, session duration and tags",
    ],
    [
      'kms:PutKeyPolicy',
      () => putKeyPolicy(sessionOn(aws), 'reco', { Statement: [] }),
      'only on keys with the tag personalize:grantable: true',
    ],
  ])('tells what lies behind a refusal of %s', async (operation, call, why) => {
    aws.fail(
      operation,
      new FakeError(
        'AccessDenied',
        403,
        'not authorized, because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access',
      ),
    );

    expect((await failureOf(call())).message).toContain(why);
  });

  it('takes a refused bucket policy for a missing permission where nothing else is said', async () => {
    aws.fail('s3:PutBucketPolicy', new FakeError('AccessDenied', 403));

    const error = await failureOf(
      putBucketPolicy(sessionOn(aws), 'reco', { Statement: [] }),
    );

    expect(error.message).toContain("doesn't allow s3:PutBucketPolicy there");
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND'])(
    'says that AWS can’t be reached: %s',
    code => {
      const error = new AwsOperationError(
        { operation: 'iam:GetRole', resource: 'role reco' },
        // Node gives such errors no name of their own.
        Object.assign(new Error(`connect ${code} 127.0.0.1:9`), { code }),
      );

      expect(error.awsError).toBe(code);
      expect(error.message).toContain('request id none, no answer came');
      expect(error.message).toContain("can't reach AWS");
    },
  );

  it('shows no credential of the portal', async () => {
    aws.fail('iam:GetRole', new FakeError('SignatureDoesNotMatch', 403));

    const error = await failureOf(readRole(sessionOn(aws), 'reco'));

    expect(`${error.message} ${error.stack}`).not.toContain('base-secret');
  });

  it('keeps the error of the SDK as its cause', async () => {
    aws.fail('iam:GetRole', new FakeError('ServiceFailure', 400));

    const error = await failureOf(readRole(sessionOn(aws), 'reco'));

    expect(error.cause).toMatchObject({ name: 'ServiceFailureException' });
  });

  it('can be made of anything that is thrown', () => {
    const call = { operation: 's3:GetBucketPolicy', resource: 'bucket reco' };

    expect(new AwsOperationError(call, 'a text').message).toContain(
      'failed with UnknownError: a text (request id none, no answer came)',
    );
    expect(
      new AwsOperationError(
        call,
        Object.assign(
          new AggregateError([new Error('connect ECONNREFUSED ::1:9')]),
          { code: 'ECONNREFUSED' },
        ),
      ).message,
    ).toContain('failed with ECONNREFUSED: connect ECONNREFUSED ::1:9 (');
  });
});
