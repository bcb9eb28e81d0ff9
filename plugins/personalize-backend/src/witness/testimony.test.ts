import { readWitnesses, Witness } from './testimony';

const witness = (heads: Witness['heads']): Witness => ({
  name: 'one',
  write: async () => undefined,
  heads,
  flawOf: async () => undefined,
});

afterEach(() => jest.useRealTimers());

it('gives up on a witness that gives no answer, and ends its calls', async () => {
  jest.useFakeTimers();
  const signals: AbortSignal[] = [];
  const silent = witness(signal => {
    signals.push(signal);
    return new Promise(() => undefined);
  });
  const head = { seq: 7, hash: 'a'.repeat(64), at: '2026-11-25T10:00:00.000Z' };
  const quick = witness(async () => [head]);

  const read = readWitnesses({ all: [silent, quick], frequencyMs: 1 });
  await jest.advanceTimersByTimeAsync(20_000);

  expect(await read).toEqual([
    {
      witness: silent,
      heads: [],
      failure: 'AWS gave no answer in 20 seconds.',
    },
    { witness: quick, heads: [head] },
  ]);
  expect(signals[0].aborted).toBe(true);
});
