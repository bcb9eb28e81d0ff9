import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readDriftConfig } from './driftConfig';

const read = (drift?: JsonObject) =>
  readDriftConfig(new ConfigReader({ personalize: drift ? { drift } : {} }));

describe('personalize.drift', () => {
  it('may be left out', () => {
    const defaults = {
      frequencyMs: 1_800_000,
      concurrency: 4,
      quietMs: 120_000,
    };
    expect(read()).toEqual(defaults);
    expect(read({})).toEqual(defaults);
  });

  it.each([
    [{ hours: 1, minutes: 30 }, 5_400_000],
    ['10m', 600_000],
    ['PT2H', 7_200_000],
  ])('takes the frequency %j', (frequency, frequencyMs) => {
    expect(read({ frequency, concurrency: 2 })).toMatchObject({
      frequencyMs,
      concurrency: 2,
    });
  });

  it('leaves a set-up alone no longer than until its next check', () => {
    expect(read({ frequency: { seconds: 5 } }).quietMs).toBe(5_000);
  });

  it.each<[string, JsonObject, string]>([
    [
      'no time',
      { frequency: { seconds: 0 } },
      'personalize.drift.frequency is 0 ms, but it must be at least 1000 ms; write, for example, { minutes: 30 }',
    ],
    ['no duration', { frequency: 'often' }, "'personalize.drift.frequency'"],
    [
      'none at a time',
      { concurrency: 0 },
      'personalize.drift.concurrency is 0, but it must be a whole number of set-ups, at least 1',
    ],
    [
      'half a set-up',
      { concurrency: 1.5 },
      'personalize.drift.concurrency is 1.5',
    ],
    [
      'a mistyped key',
      { frequenzy: { minutes: 1 } },
      'personalize.drift.frequenzy is an unknown key; known under personalize.drift: frequency, concurrency',
    ],
  ])('refuses %s, naming path and rule', (_what, drift, message) => {
    expect(() => read(drift)).toThrow(message);
  });
});
