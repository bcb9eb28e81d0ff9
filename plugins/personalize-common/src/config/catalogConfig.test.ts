import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readCatalogConfig } from './catalogConfig';

const read = (catalog?: JsonObject) =>
  readCatalogConfig(
    new ConfigReader({ personalize: catalog ? { catalog } : {} }),
  );

const DAY = 86_400_000;

describe('personalize.catalog', () => {
  it('may be left out', () => {
    const defaults = { keepRevokedMs: 30 * DAY, frequencyMs: 600_000 };
    expect(readCatalogConfig(new ConfigReader({}))).toEqual(defaults);
    expect(read()).toEqual(defaults);
    expect(read({})).toEqual(defaults);
  });

  it.each<[JsonObject, object]>([
    [
      { keepRevoked: { days: 7 }, frequency: { minutes: 1 } },
      { keepRevokedMs: 7 * DAY, frequencyMs: 60_000 },
    ],
    [{ keepRevoked: '2d' }, { keepRevokedMs: 2 * DAY, frequencyMs: 600_000 }],
    [{ keepRevoked: 'P1D', frequency: 'PT1H' }, { frequencyMs: 3_600_000 }],
    [{ keepRevoked: { days: 0 } }, { keepRevokedMs: 0 }],
  ])('reads %j', (catalog, expected) => {
    expect(read(catalog)).toMatchObject(expected);
  });

  it.each<[string, JsonObject, string]>([
    [
      'no time',
      { frequency: { seconds: 0 } },
      'personalize.catalog.frequency is 0 ms, but it must be at least 1000 ms; write, for example, { minutes: 30 }',
    ],
    [
      'a time that was',
      { keepRevoked: { days: -1 } },
      'personalize.catalog.keepRevoked is -86400000 ms, but it must be at least 0 ms',
    ],
    [
      'no duration',
      { keepRevoked: 'for ever' },
      "'personalize.catalog.keepRevoked'",
    ],
    [
      'a mistyped key',
      { keep: { days: 1 } },
      'personalize.catalog.keep is an unknown key; known under personalize.catalog: keepRevoked, frequency',
    ],
  ])('refuses %s, naming path and rule', (_what, catalog, message) => {
    expect(() => read(catalog)).toThrow(message);
  });
});
