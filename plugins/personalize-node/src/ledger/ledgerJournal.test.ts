import { mockCredentials } from '@backstage/backend-test-utils';
import { ConflictError, ServiceUnavailableError } from '@backstage/errors';
import {
  Change,
  OpenIntent,
  RoleRef,
  WrittenDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsOperationError } from '../aws/awsError';
import { RequestLog } from '../aws/awsCall';
import { Turn } from '../aws/journal';
import {
  FakeLedger,
  LEASE_MS,
  queuedBehind,
} from '../__testUtils__/fakeLedger';
import { Log } from '../__testUtils__/sessions';
import { LedgerJournal } from './ledgerJournal';

const ROLE: RoleRef = {
  partition: 'aws',
  accountId: '012345678901',
  region: 'us-east-1',
  roleName: 'personalize-shop',
  rolePath: '/personalize/',
};
const RUN = { taskId: 'task-1', stepId: 'grant-s3' };
const ANA = 'user:default/ana';
const RESOURCE = 'arn:aws:s3:::reco';
const NAME = 'the policy of bucket reco';

const CHANGE: Change = {
  part: 's3',
  resource: RESOURCE,
  operation: 'create',
  after: { Statement: [] },
};

function setup() {
  const ledger = new FakeLedger();
  const log = new Log();
  const controller = new AbortController();
  const initiator = mockCredentials.user(ANA);
  const waits: number[] = [];
  /** What happens during a wait. */
  let meanwhile = () => {};
  const journal = new LedgerJournal(
    ledger,
    { role: ROLE, run: RUN, person: ANA, initiator, claimSeq: 1 },
    {
      wait: async (milliseconds, signal) => {
        waits.push(milliseconds);
        meanwhile();
        signal.throwIfAborted();
      },
    },
  );
  const exclusive = <T>(work: (turn: Turn) => Promise<T>) =>
    journal.exclusive(
      {
        resource: RESOURCE,
        name: NAME,
        signal: controller.signal,
        logger: log,
      },
      work,
    );
  const duringWaits = (act: () => void) => {
    meanwhile = act;
  };
  return { ledger, log, controller, initiator, waits, exclusive, duringWaits };
}

describe('a turn', () => {
  it('is the time between a lease and its return', async () => {
    const { ledger, exclusive } = setup();

    const result = await exclusive(async () => {
      expect(ledger.calls).toEqual(['requestLease']);
      return 'done';
    });

    expect(result).toBe('done');
    expect(ledger.requests).toEqual([
      {
        resource: RESOURCE,
        waiterId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        run: RUN,
        person: ANA,
      },
    ]);
    expect(ledger.released).toEqual(['lease-1']);
  });

  it('is given back by work that fails', async () => {
    const { ledger, exclusive } = setup();

    await expect(
      exclusive(async () => {
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');

    expect(ledger.released).toEqual(['lease-1']);
  });

  it('is over also where it cannot be given back', async () => {
    const { ledger, log, exclusive } = setup();
    ledger.failures = { releaseLease: 1 };

    expect(await exclusive(async () => 'done')).toBe('done');
    expect(log.warnings[0]).toContain(
      `The turn at ${NAME} couldn't be released and expires by itself in 30 s`,
    );
  });

  it('tells what is recorded of writes', async () => {
    const { ledger, exclusive } = setup();
    const written: WrittenDocument = {
      written: 'sha256:b',
      superseded: ['sha256:a'],
      ageMs: 5,
    };
    ledger.granted = { orphans: [], written };

    expect(await exclusive(async turn => turn.written)).toBe(written);
  });
});

describe('the wait for a turn', () => {
  it('asks again with the same id when it is told to, and says once for whom', async () => {
    const { ledger, log, waits, exclusive } = setup();
    ledger.answers = [
      queuedBehind('user:default/bob', 'task-2'),
      queuedBehind('user:default/bob', 'task-2'),
      queuedBehind('user:default/cai', 'task-3'),
    ];

    await exclusive(async () => {});

    expect(log.infos).toEqual([
      `Waiting for the run of user:default/bob (task task-2) that is changing ${NAME}`,
      `Waiting for the run of user:default/cai (task task-3) that is changing ${NAME}`,
    ]);
    expect(waits).toEqual([1_000, 1_000, 1_000]);
    expect(
      new Set(ledger.requests.map(({ waiterId }) => waiterId)),
    ).toHaveProperty('size', 1);
    expect(ledger.requests).toHaveLength(4);
  });

  it('gives its place back when the run is cancelled', async () => {
    const { ledger, controller, exclusive, duringWaits } = setup();
    const reason = new Error('The task was cancelled');
    ledger.answers = [queuedBehind('user:default/bob', 'task-2')];
    duringWaits(() => controller.abort(reason));
    const work = jest.fn();

    await expect(exclusive(work)).rejects.toBe(reason);

    expect(work).not.toHaveBeenCalled();
    expect(ledger.released).toEqual([ledger.requests[0].waiterId]);
  });

  it('is not begun by a run that is cancelled', async () => {
    const { ledger, controller, exclusive } = setup();
    controller.abort(new Error('The task was cancelled'));

    await expect(exclusive(async () => {})).rejects.toThrow(
      'The task was cancelled',
    );
    expect(ledger.calls).toEqual([]);
  });

  it('ends after ten minutes, names who holds the turn and gives the place back', async () => {
    const { ledger, waits, exclusive } = setup();
    ledger.answers = Array.from({ length: 2_000 }, () =>
      queuedBehind('user:default/bob', 'task-2'),
    );

    const failure = exclusive(async () => {});

    await expect(failure).rejects.toThrow(ServiceUnavailableError);
    await expect(failure).rejects.toThrow(
      `Waited 10 minutes for the run of user:default/bob (task task-2) that is changing ${NAME}, and gave up; nothing was written there.`,
    );
    expect(waits).toHaveLength(600);
    expect(ledger.released).toEqual([ledger.requests[0].waiterId]);
  });

  it('fails where the ledger cannot be reached', async () => {
    const { ledger, exclusive } = setup();
    ledger.failures = { requestLease: 1, releaseLease: 1 };
    const work = jest.fn();

    await expect(exclusive(work)).rejects.toThrow('the ledger is away');
    expect(work).not.toHaveBeenCalled();
  });
});

describe('an entry', () => {
  it('is recorded on behalf of the initiator before the change, and closed with what AWS answered since', async () => {
    const { ledger, initiator, exclusive } = setup();
    const requests = new RequestLog();
    requests.note('made', { operation: 's3:PutBucketPolicy', requestId: 'A' });

    await exclusive(async turn => {
      const entry = await turn.open(CHANGE, requests);
      expect(ledger.intents).toEqual([
        {
          leaseId: 'lease-1',
          claimSeq: 1,
          role: ROLE,
          run: RUN,
          change: CHANGE,
          initiator,
        },
      ]);
      requests.note('made', {
        operation: 's3:PutBucketPolicy',
        requestId: 'B',
      });
      await entry.applied({ Statement: [] });
    });

    expect(ledger.intents[0].outcome).toEqual({
      outcome: 'applied',
      requests: [{ operation: 's3:PutBucketPolicy', requestId: 'B' }],
      readBack: { Statement: [] },
    });
  });

  it('is closed as failed with the error of AWS', async () => {
    const { ledger, exclusive } = setup();
    const requests = new RequestLog();

    await exclusive(async turn => {
      const entry = await turn.open(CHANGE, requests);
      requests.note('refused', {
        operation: 's3:PutBucketPolicy',
        requestId: 'A',
      });
      await entry.failed(
        new AwsOperationError(
          { operation: 's3:PutBucketPolicy', resource: 'bucket reco' },
          Object.assign(new Error('no'), { name: 'AccessDenied' }),
        ),
      );
    });

    expect(ledger.intents[0].outcome).toEqual({
      outcome: 'failed',
      requests: [{ operation: 's3:PutBucketPolicy', requestId: 'A' }],
      error: 'AccessDenied',
      message: expect.stringContaining('failed with AccessDenied: no'),
    });
  });

  it('is not opened where the ledger cannot record it', async () => {
    const { ledger, exclusive } = setup();
    ledger.failures = { openIntent: 1 };

    await expect(
      exclusive(turn => turn.open(CHANGE, new RequestLog())),
    ).rejects.toThrow(ServiceUnavailableError);
  });

  it('is closed again while the ledger is away, also in a run that is cancelled meanwhile', async () => {
    const { ledger, controller, waits, exclusive } = setup();
    ledger.failures = { closeIntent: 3 };

    await exclusive(async turn => {
      const entry = await turn.open(CHANGE, new RequestLog());
      controller.abort(new Error('The task was cancelled'));
      await entry.applied();
    });

    expect(waits).toEqual([500, 1_000, 2_000]);
    expect(ledger.intents[0].outcome).toEqual({
      outcome: 'applied',
      requests: [],
    });
  });

  it('that cannot be closed says that the change was made and is not recorded', async () => {
    const { ledger, exclusive } = setup();
    ledger.failures = { closeIntent: 99 };

    const failure = exclusive(async turn => {
      const entry = await turn.open(CHANGE, new RequestLog());
      await entry.applied();
    });

    await expect(failure).rejects.toThrow(ServiceUnavailableError);
    await expect(failure).rejects.toThrow(
      `AWS has made the change of ${NAME} (create ${RESOURCE}), but the ledger can't record it`,
    );
  });

  it('of a change that failed leaves the error of AWS to be told where it cannot be closed', async () => {
    const { ledger, log, exclusive } = setup();
    ledger.failures = { closeIntent: 99 };

    await exclusive(async turn => {
      const entry = await turn.open(CHANGE, new RequestLog());
      await entry.failed(new Error('no'));
    });

    expect(log.warnings[0]).toContain(
      `The ledger can't record that the change of ${NAME} failed`,
    );
  });
});

describe('a lease', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is renewed while the work goes on, and no longer', async () => {
    const { ledger, exclusive } = setup();

    await exclusive(async turn => {
      await jest.advanceTimersByTimeAsync(3 * LEASE_MS);
      await turn.open(CHANGE, new RequestLog());
    });
    const renewals = ledger.calls.filter(call => call === 'renewLease').length;
    await jest.advanceTimersByTimeAsync(3 * LEASE_MS);

    expect(renewals).toBe(9);
    expect(ledger.calls.filter(call => call === 'renewLease')).toHaveLength(
      renewals,
    );
  });

  it('that another run has taken lets nothing more be recorded', async () => {
    const { ledger, exclusive } = setup();

    const failure = exclusive(async turn => {
      ledger.isLost = true;
      await jest.advanceTimersByTimeAsync(LEASE_MS / 2);
      ledger.isLost = false;
      await turn.open(CHANGE, new RequestLog());
    });

    await expect(failure).rejects.toThrow(ConflictError);
    await expect(failure).rejects.toThrow(`The turn at ${NAME} was lost`);
    expect(ledger.intents).toEqual([]);
  });

  it('that is lost while the change is recorded lets nothing be written, which the record says', async () => {
    const { ledger, exclusive } = setup();
    const openIntent = ledger.openIntent.bind(ledger);
    ledger.failures = { renewLease: 99 };
    ledger.openIntent = async (...intent) => {
      const answer = await openIntent(...intent);
      await jest.advanceTimersByTimeAsync(LEASE_MS);
      return answer;
    };

    await expect(
      exclusive(turn => turn.open(CHANGE, new RequestLog())),
    ).rejects.toThrow(`The turn at ${NAME} was lost`);
    expect(ledger.intents).toMatchObject([
      { outcome: { outcome: 'failed', error: 'ConflictError' } },
    ]);
  });

  it('is kept over a renewal that does not get through', async () => {
    const { ledger, exclusive } = setup();
    ledger.failures = { renewLease: 1 };

    await exclusive(async turn => {
      await jest.advanceTimersByTimeAsync(LEASE_MS);
      await turn.open(CHANGE, new RequestLog());
    });

    expect(ledger.intents).toHaveLength(1);
  });

  it('that could not be renewed for as long as it lasts is lost', async () => {
    const { ledger, exclusive } = setup();
    ledger.failures = { renewLease: 99 };

    await expect(
      exclusive(async turn => {
        await jest.advanceTimersByTimeAsync(LEASE_MS);
        await turn.open(CHANGE, new RequestLog());
      }),
    ).rejects.toThrow(`The turn at ${NAME} was lost`);
  });
});

describe('an intent that a run which is gone left open', () => {
  const ORPHAN: OpenIntent = {
    intentId: 'orphan',
    seq: 7,
    change: CHANGE,
    person: 'user:default/bob',
    run: { taskId: 'task-0' },
    at: '2026-11-25T12:00:00.000Z',
  };

  it('is closed once as unknown, with what AWS holds and who looked', async () => {
    const { ledger, log, exclusive } = setup();
    ledger.granted = { orphans: [ORPHAN] };

    await exclusive(async turn => {
      await turn.settle({ Statement: [] });
      await turn.settle({ Statement: [] });
    });

    expect(ledger.closed).toEqual([
      {
        intentId: 'orphan',
        outcome: {
          outcome: 'unknown',
          requests: [],
          message: expect.stringContaining('it is unknown'),
          readBack: { Statement: [] },
          closedBy: { person: ANA, run: RUN },
        },
      },
    ]);
    expect(log.warnings).toEqual([
      `The run of user:default/bob (task task-0) ended in the middle of a change of ${NAME}; its outcome is recorded as unknown`,
    ]);
  });

  it('is closed without what AWS holds where it holds nothing', async () => {
    const { ledger, exclusive } = setup();
    ledger.granted = { orphans: [ORPHAN] };

    await exclusive(turn => turn.settle(undefined));

    expect(ledger.closed[0].outcome).not.toHaveProperty('readBack');
  });
});
