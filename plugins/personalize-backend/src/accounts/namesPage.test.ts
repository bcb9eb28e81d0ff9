import { namesPage } from './namesPage';

const named = (names: string[]) => names.map(name => ({ name, item: name }));

describe('a page of names', () => {
  it('is sorted, whatever the order of the list', async () => {
    expect(await namesPage(named(['c', 'a', 'b']), { limit: 9 })).toEqual({
      items: ['a', 'b', 'c'],
    });
  });

  it('ends without a cursor when nothing is left', async () => {
    expect(await namesPage(named(['a', 'b']), { limit: 2 })).toEqual({
      items: ['a', 'b'],
    });
  });

  it('is filled with what fits', async () => {
    const all = named(
      Array.from({ length: 30 }, (_, index) => `${100 + index}`),
    );
    const { items, nextCursor } = await namesPage(
      all,
      { limit: 5 },
      async some => some.map(name => Number(name) % 3 === 0),
    );

    expect(items).toEqual(['102', '105', '108', '111', '114']);
    const next = await namesPage(all, { limit: 50, cursor: nextCursor });
    expect(next.items[0]).toBe('115');
  });

  it('gives up after many that don’t fit, and goes on from there', async () => {
    const all = named(
      Array.from({ length: 250 }, (_, index) => `${1000 + index}`),
    );
    const none = async (some: readonly string[]) =>
      some.map(name => name === '1249');
    const first = await namesPage(all, { limit: 50 }, none);
    const second = await namesPage(
      all,
      { limit: 50, cursor: first.nextCursor },
      none,
    );

    expect(first).toEqual({ items: [], nextCursor: expect.any(String) });
    expect(second).toEqual({ items: ['1249'] });
  });

  it('stays where it was when the name of its cursor is gone', async () => {
    const { nextCursor } = await namesPage(named(['a', 'b', 'c']), {
      limit: 2,
    });

    expect(
      await namesPage(named(['a', 'c']), { limit: 2, cursor: nextCursor }),
    ).toEqual({ items: ['c'] });
  });

  it.each(['%%%', 'a b', 'x'])('refuses the cursor %s', async cursor => {
    await expect(namesPage(named(['a']), { limit: 1, cursor })).rejects.toThrow(
      `cursor: "${cursor}" was given`,
    );
  });
});
