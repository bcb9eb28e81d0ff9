import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readLedgerConfig } from './ledgerConfig';

const read = (ledger: JsonObject) =>
  readLedgerConfig(new ConfigReader({ personalize: { ledger } }));

const SECRET = 's'.repeat(32);

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
        retention: { days: 365 },
      }),
    ).toEqual({
      keys: [
        { id: '2027', secret: SECRET },
        { id: '2026', secret: `${SECRET}!` },
      ],
      retentionDays: 365,
    });
  });

  it.each<[string, JsonObject, RegExp]>([
    [
      'a key that means nothing',
      { key: SECRET },
      /personalize\.ledger\.key is nothing.*it knows keys, retention/,
    ],
    [
      'a mistyped secret',
      { keys: [{ id: '2026', secrets: SECRET }] },
      /personalize\.ledger\.keys\[0\]\.secrets is nothing/,
    ],
    [
      'a secret whose variable is not set',
      { keys: [{ id: '2026' }] },
      /personalize\.ledger\.keys\[0\]\.secret/,
    ],
    [
      'a short secret',
      { keys: [{ id: '2026', secret: 'short' }] },
      /keys\[0\]\.secret has 5 characters, but a secret has at least 32/,
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
    ['a retention of no days', { retention: {} }, /retention\.days/],
    ['a day of half', { retention: { days: 0.5 } }, /days is 0\.5/],
  ])('refuses %s', (_what, section, message) => {
    expect(() => read(section)).toThrow(message);
  });
});
