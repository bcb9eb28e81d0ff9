import { FakeError } from '../__testUtils__/fakeAnswer';
import { FakeAws } from '../__testUtils__/fakeAws';
import { Log, sessionOn } from '../__testUtils__/sessions';
import { awsRead, retryWhile, unlessAbsent } from './awsCall';
import { AwsOperationError } from './awsError';
import { describeKey } from './kms';
import { readRole } from './iamReads';
import { createPolicy, deleteRole } from './iamWrites';

const aws = new FakeAws();
beforeAll(() => aws.start());
afterAll(() => aws.stop());
beforeEach(() => aws.reset());

const CALL = { operation: 's3:PutBucketPolicy', resource: 'bucket reco' };

const errorOf = (name: string) =>
  new AwsOperationError(CALL, Object.assign(new Error('no'), { name }));

describe('a cancelled run', () => {
  it('makes no further call and fails with the reason it was cancelled for', async () => {
    const reason = new Error('The task was cancelled');
    const session = sessionOn(aws, { signal: AbortSignal.abort(reason) });

    await expect(readRole(session, 'reco')).rejects.toBe(reason);
    expect(aws.calls).toEqual([]);
  });

  it('ends a read that is under way', async () => {
    const reason = new Error('The task was cancelled');
    const controller = new AbortController();
    const session = sessionOn(aws, { signal: controller.signal });
    let release = () => {};
    aws.interrupt('iam:GetRole', async () => {
      controller.abort(reason);
      await new Promise<void>(resolve => {
        release = resolve;
      });
    });

    await expect(readRole(session, 'reco')).rejects.toBe(reason);
    release();
  });

  it('lets a write that is under way end, for AWS may have made the change', async () => {
    const controller = new AbortController();
    const session = sessionOn(aws, { signal: controller.signal });
    aws.interrupt('iam:CreatePolicy', () => {
      controller.abort(new Error('The task was cancelled'));
    });

    await createPolicy(session, {
      name: 'reco-service',
      path: '/personalize/',
      document: { Statement: [] },
      tags: {},
    });

    expect(aws.calls.map(({ operation }) => operation)).toEqual([
      'iam:CreatePolicy',
    ]);
  });

  it('tells what AWS said to a write, also when it is cancelled meanwhile', async () => {
    const controller = new AbortController();
    const session = sessionOn(aws, { signal: controller.signal });
    aws.interrupt('iam:DeleteRole', () => {
      controller.abort(new Error('The task was cancelled'));
    });

    await expect(deleteRole(session, 'reco')).rejects.toThrow(
      /iam:DeleteRole .* failed with NoSuchEntityException/,
    );
  });

  it('waits no longer, and names the reason too', async () => {
    const reason = new Error('The task was cancelled');
    const controller = new AbortController();
    const session = sessionOn(aws, {
      signal: controller.signal,
      wait: async () => {
        controller.abort(reason);
        throw new Error('The operation was aborted');
      },
    });

    await expect(session.wait(60_000)).rejects.toBe(reason);
    await expect(session.wait(60_000)).rejects.toBe(reason);
  });

  it('is not tried again', async () => {
    const controller = new AbortController();
    const session = sessionOn(aws, { signal: controller.signal });
    let tries = 0;

    await expect(
      retryWhile(session, { why: 'busy', is: () => true }, () => {
        tries += 1;
        controller.abort(new Error('The task was cancelled'));
        return awsRead(session, CALL, async () => 'never');
      }),
    ).rejects.toThrow('The task was cancelled');
    expect(tries).toBe(1);
  });
});

describe('unlessAbsent', () => {
  it('takes the named errors for an answer, and no other', async () => {
    expect(
      await unlessAbsent(
        Promise.reject(errorOf('NoSuchTagSet')),
        'NoSuchTagSet',
      ),
    ).toBeUndefined();
    await expect(
      unlessAbsent(Promise.reject(errorOf('AccessDenied')), 'NoSuchTagSet'),
    ).rejects.toThrow('AccessDenied');
    expect(await unlessAbsent(Promise.resolve('there'), 'NoSuchTagSet')).toBe(
      'there',
    );
  });

  it.each([
    ['IAM', 'iam:GetRole', 'NoSuchEntity', () => readRole(sessionOn(aws), 'x')],
    [
      'KMS',
      'kms:DescribeKey',
      'NotFoundException',
      () => describeKey(sessionOn(aws), 'x'),
    ],
  ])(
    'knows how %s says that there is none',
    async (_service, operation, code, read) => {
      aws.fail(operation, new FakeError(code, 400));

      expect(await read()).toBeUndefined();
    },
  );
});

describe('retryWhile', () => {
  it('tries again while the error passes, and says what it waits for', async () => {
    const log = new Log();
    const waits: number[] = [];
    const session = sessionOn(aws, {
      log,
      wait: async milliseconds => {
        waits.push(milliseconds);
      },
    });
    const answers = ['OperationAborted', 'OperationAborted', undefined];

    const done = await retryWhile(
      session,
      { why: 'S3 is busy', is: error => error.awsError === 'OperationAborted' },
      async () => {
        const name = answers.shift();
        if (name) {
          throw errorOf(name);
        }
        return 'done';
      },
    );

    expect(done).toBe('done');
    expect(waits).toEqual([1000, 2000]);
    expect(log.infos).toEqual([
      'S3 is busy; trying again in 1 s',
      'S3 is busy; trying again in 2 s',
    ]);
  });

  it('fails at once on another error', async () => {
    let tries = 0;

    await expect(
      retryWhile(
        sessionOn(aws),
        { why: 'busy', is: error => error.awsError === 'OperationAborted' },
        async () => {
          tries += 1;
          throw errorOf('AccessDenied');
        },
      ),
    ).rejects.toThrow('AccessDenied');
    expect(tries).toBe(1);
  });
});
