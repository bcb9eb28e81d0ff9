import { z } from 'zod/v3';
import { FullRow } from './entryRow';
import { readPayload, setupPayload, Upgrade } from './payload';

/**
 * As two later versions of the portal might have it: the requester was renamed,
 * then became a list.
 */
const UPGRADES: Upgrade[] = [
  ({ asker = '', ...rest }) => ({ ...rest, person: asker }),
  ({ person = '', ...rest }, kind) => ({ ...rest, kind, people: [person] }),
];

const CURRENT = z.object({ kind: z.string(), people: z.array(z.string()) });

const row = (format: number, payload: object): FullRow => ({
  seq: 7,
  kind: 'asked',
  intent_id: null,
  account_id: null,
  role_name: null,
  resource: null,
  task_id: null,
  at: '2026-11-25T12:00:00.000Z',
  format,
  payload: JSON.stringify(payload),
  payload_hash: '',
  previous_hash: '',
  hash: '',
  key_id: '2026',
});

describe('what an entry says', () => {
  it.each([
    [1, { asker: 'ana' }],
    [2, { person: 'ana' }],
    [3, { kind: 'asked', people: ['ana'] }],
  ])('is read from format %i on', (format, payload) => {
    expect(readPayload(row(format, payload), CURRENT, UPGRADES)).toEqual({
      kind: 'asked',
      people: ['ana'],
    });
  });

  it('is left as it was stored', () => {
    const stored = row(1, { asker: 'ana' });
    readPayload(stored, CURRENT, UPGRADES);

    expect(stored.payload).toBe('{"asker":"ana"}');
  });

  it.each([1, 2])('is read from format %i today', format => {
    const payload = { person: 'ana', run: { taskId: 'task-1' }, details: {} };

    expect(readPayload(row(format, payload), setupPayload)).toEqual(payload);
  });

  it.each([[null], [[]], ['text'], [5]])(
    'isn’t %j where it has parts',
    details => {
      const payload = { person: 'ana', run: { taskId: 'task-1' }, details };

      expect(() => readPayload(row(2, payload), setupPayload)).toThrow(
        "Entry 7 of the ledger can't be read",
      );
    },
  );

  it('is refused where a newer version wrote it, with what to do', () => {
    expect(() => readPayload(row(4, {}), CURRENT, UPGRADES)).toThrow(
      'Entry 7 of the ledger has format 4, but this version of the portal knows formats up to 3: a newer version wrote it. Run that version or a later one.',
    );
  });

  it('is refused where it can’t be understood, with what to do', () => {
    expect(() =>
      readPayload({ ...row(3, {}), payload: 'garbled' }, CURRENT, UPGRADES),
    ).toThrow(
      /Entry 7 of the ledger can't be read .*personalize-ledger verify/,
    );
  });
});
