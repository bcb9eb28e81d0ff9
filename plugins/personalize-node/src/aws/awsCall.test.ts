import { FakeError } from '../__testUtils__/fakeAnswer';
import { FakeAws } from '../__testUtils__/fakeAws';
import { Log, NO_AWS, sessionOn } from '../__testUtils__/sessions';
import { unlessAbsent } from './awsCall';
import { AwsOperationError } from './awsError';
import { describeKey } from './kms';
import { readRole } from './iamReads';
import { createPolicy, createRole, deleteRole } from './iamWrites';
import { retryWhile } from './retry';

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
        return readRole(session, 'reco');
      }),
    ).rejects.toThrow('The task was cancelled');
    expect(tries).toBe(1);
  });
});

describe('the writes of a session', () => {
  const newPolicy = {
    name: 'reco-service',
    path: '/personalize/',
    document: { Statement: [] },
    tags: {},
  };

  it('are noted with the id of the answer; reads are not', async () => {
    const session = sessionOn(aws);

    await readRole(session, 'reco');
    await createPolicy(session, newPolicy);

    expect(session.requests.since(0)).toEqual([
      {
        operation: 'iam:CreatePolicy',
        requestId: 'request-of-CreatePolicy',
      },
    ]);
    expect(session.requests.endsSince(0)).toEqual(['made']);
  });

  it('are noted also where AWS refuses', async () => {
    const session = sessionOn(aws);

    await expect(deleteRole(session, 'reco')).rejects.toThrow();

    expect(session.requests.since(0)).toEqual([
      { operation: 'iam:DeleteRole', requestId: 'request-of-DeleteRole' },
    ]);
    expect(session.requests.endsSince(0)).toEqual(['refused']);
  });

  it('have an end that nobody knows where AWS fails at them', async () => {
    const session = sessionOn(aws);
    aws.breakOff(1, true);

    await expect(createPolicy(session, newPolicy)).rejects.toThrow();

    expect(session.requests.endsSince(0)).toEqual(['unanswered']);
    expect(session.requests.since(0)).toHaveLength(1);
  });

  it('have an end that nobody knows where AWS refuses what the SDK sent again, for the first may have been made', async () => {
    const session = sessionOn(aws, { maxAttempts: 2 });
    aws.breakOff(1, true);

    await expect(
      createRole(session, {
        roleName: 'reco',
        path: '/personalize/',
        trustPolicy: { Statement: [] },
        tags: {},
      }),
    ).rejects.toThrow('EntityAlreadyExists');

    expect(session.requests.endsSince(0)).toEqual(['unanswered']);
  });

  it('have an end that nobody knows, and no id, where no answer comes', async () => {
    const session = sessionOn(NO_AWS);

    await expect(createPolicy(session, newPolicy)).rejects.toThrow();

    expect(session.requests.endsSince(0)).toEqual(['unanswered']);
    expect(session.requests.since(0)).toEqual([]);
    expect(session.requests).toHaveLength(1);
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
