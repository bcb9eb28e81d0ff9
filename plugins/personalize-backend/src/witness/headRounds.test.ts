import { mockServices } from '@backstage/backend-test-utils';
import { scheduleHeadRounds, tellWitnesses } from './headRounds';
import { Witness } from './testimony';

const HEAD = { seq: 7, hash: 'a'.repeat(64) };
const signal = new AbortController().signal;

function start(all: Partial<Witness>[], head = HEAD) {
  const witnesses = {
    frequencyMs: 60_000,
    all: all.map(
      (one, index): Witness => ({
        name: `number ${index}`,
        write: jest.fn().mockResolvedValue({ key: 'k' }),
        heads: async () => [],
        flawOf: async () => undefined,
        ...one,
      }),
    ),
  };
  return {
    ledger: { provenHead: async () => head },
    witnesses,
    auditor: mockServices.auditor.mock(),
    logger: mockServices.logger.mock(),
    scheduler: mockServices.scheduler.mock(),
  };
}

it('writes nothing of a ledger without entries', async () => {
  const options = start([{}], { seq: 0, hash: '0'.repeat(64) });

  await tellWitnesses(options, signal);

  expect(options.witnesses.all[0].write).not.toHaveBeenCalled();
  expect(options.auditor.createEvent).not.toHaveBeenCalled();
});

it('tells the auditor of what was written, and nothing of what was there', async () => {
  const options = start([{}, { write: async () => undefined }]);
  const success = jest.fn();
  options.auditor.createEvent.mockResolvedValue({ success, fail: jest.fn() });

  await tellWitnesses(options, signal);

  expect(options.auditor.createEvent.mock.calls).toEqual([
    [
      {
        eventId: 'ledger-witness',
        severityLevel: 'medium',
        meta: { witness: 'number 0', ...HEAD, key: 'k' },
      },
    ],
  ]);
  expect(success).toHaveBeenCalledTimes(1);
});

it('goes on to the next where one fails, and where the auditor does', async () => {
  const failing = jest.fn().mockRejectedValue(new Error('s3:PutObject failed'));
  const options = start([{ write: failing }, {}, {}]);
  options.auditor.createEvent.mockRejectedValue(new Error('no log'));

  await tellWitnesses(options, signal);

  for (const { write } of options.witnesses.all) {
    expect(write).toHaveBeenCalledWith(HEAD, signal);
  }
  expect(options.logger.error.mock.calls.map(([text]) => text)).toEqual([
    expect.stringMatching(/^The head .* number 0; .*s3:PutObject failed$/),
    expect.stringMatching(/^The auditor's log lacks .*"number 0".*no log$/),
    expect.stringMatching(/^The auditor's log lacks .*"number 1".*no log$/),
    expect.stringMatching(/^The auditor's log lacks .*"number 2".*no log$/),
  ]);
});

it('is made by one backend at a time, as often as is configured', async () => {
  const options = start([{}]);

  await scheduleHeadRounds(options);

  const [[task]] = options.scheduler.scheduleTask.mock.calls;
  expect(task).toMatchObject({
    id: 'personalize-ledger-witness',
    scope: 'global',
    frequency: { milliseconds: 60_000 },
  });
  await task.fn(signal);
  expect(options.witnesses.all[0].write).toHaveBeenCalledWith(HEAD, signal);
});

it('is never made where no witness is configured', async () => {
  const options = start([]);

  await scheduleHeadRounds(options);

  expect(options.scheduler.scheduleTask).not.toHaveBeenCalled();
});
