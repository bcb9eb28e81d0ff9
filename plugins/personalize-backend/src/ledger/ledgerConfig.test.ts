import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readLease, readLedgerConfig } from './ledgerConfig';

const read = (ledger: JsonObject) =>
  readLedgerConfig(new ConfigReader({ personalize: { ledger } }));

const SECRET = 's'.repeat(32);
const HASH = 'a'.repeat(64);

describe('personalize.ledger', () => {
  it('has no key and forgets nothing where it is not configured', () => {
    expect(readLedgerConfig(new ConfigReader({}))).toEqual({ keys: [] });
  });

  it('reads all that may be set, in order', () => {
    expect(
      read({
        keys: [
          { id: '2027', secret: SECRET },
          { id: '2026', secret: `${SECRET}!` },
        ],
        anchor: `4711:${'0A'.repeat(32)}`,
        retention: { days: 365 },
      }),
    ).toEqual({
      keys: [
        { id: '2027', secret: SECRET },
        { id: '2026', secret: `${SECRET}!` },
      ],
      anchor: { seq: 4711, hash: '0a'.repeat(32) },
      retentionDays: 365,
    });
  });

  it('has leases of 15 seconds, or as configured', () => {
    const lease = (value?: JsonObject) =>
      readLease(
        new ConfigReader({ personalize: { ledger: { lease: value } } }),
      );
    expect(lease()).toBe(15_000);
    expect(lease({ seconds: 3 })).toBe(3_000);
    expect(() => lease({ seconds: 2 })).toThrow(
      'personalize.ledger.lease is 2000 ms, but it must be at least 3000 ms',
    );
  });

  it('takes an anchor before the first entry', () => {
    expect(read({ anchor: `0:${HASH}` }).anchor).toEqual({
      seq: 0,
      hash: HASH,
    });
  });

  it('takes a secret of 32 characters and a retention of one day', () => {
    expect(
      read({ keys: [{ id: '2026', secret: SECRET }], retention: { days: 1 } }),
    ).toMatchObject({ retentionDays: 1 });
  });

  it.each<[string, JsonObject, RegExp]>([
    [
      'a key that means nothing',
      { key: SECRET },
      /personalize\.ledger\.key is an unknown key.*: keys, anchor, lease, retention/,
    ],
    [
      'a mistyped secret',
      { keys: [{ id: '2026', secrets: SECRET }] },
      /personalize\.ledger\.keys\[0\]\.secrets is an unknown key/,
    ],
    [
      'a secret whose variable is not set',
      { keys: [{ id: '2026' }] },
      /personalize\.ledger\.keys\[0\]\.secret/,
    ],
    [
      'a short secret',
      { keys: [{ id: '2026', secret: 'short' }] },
      /keys\[0\]\.secret has 5 characters, but a secret needs at least 32/,
    ],
    [
      'the id of the key in the database',
      { keys: [{ id: 'database', secret: SECRET }] },
      /keys\[0\]\.id is "database", which is the id of the key in the database/,
    ],
    [
      'an id that is given twice',
      {
        keys: [
          { id: '2026', secret: SECRET },
          { id: '2026', secret: SECRET },
        ],
      },
      /two keys with the id "2026"/,
    ],
    ...[
      'latest',
      HASH,
      `:${HASH}`,
      `-1:${HASH}`,
      `01:${HASH}`,
      `1234567890:${HASH}`,
      `1:${HASH}0`,
      `1:${HASH.slice(1)}`,
      `1:${HASH.slice(1)}g`,
      ` 1:${HASH}`,
    ].map<[string, JsonObject, RegExp]>(anchor => [
      `the anchor ${anchor}`,
      { anchor },
      /personalize\.ledger\.anchor is ".*", but it must be the number of an entry, a colon, and its hash of 64 hexadecimal digits/,
    ]),
    [
      'an anchor without quotes',
      { anchor: 4711 },
      /personalize\.ledger\.anchor/,
    ],
    ['a retention of no days', { retention: {} }, /retention\.days/],
    ['no day', { retention: { days: 0 } }, /days is 0,/],
    ['a day to come', { retention: { days: -1 } }, /days is -1,/],
    [
      'a mistyped retention',
      { retention: { day: 1 } },
      /retention\.day is an unknown key/,
    ],
    ['a day of half', { retention: { days: 0.5 } }, /days is 0\.5/],
  ])('refuses %s', (_what, section, message) => {
    expect(() => read(section)).toThrow(message);
  });
});
