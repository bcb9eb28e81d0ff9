import { AnswerCache } from './inventory';

describe('an answer', () => {
  let now = 0;
  let cache: AnswerCache<string>;
  const ask = jest.fn(async () => 'answer');

  beforeEach(() => {
    now = 0;
    cache = new AnswerCache(60, () => now);
    ask.mockClear();
  });

  it('is asked for once while it is kept, and anew afterwards', async () => {
    await Promise.all([cache.get('a', ask), cache.get('a', ask)]);
    now = 59;
    await cache.get('a', ask);
    expect(ask).toHaveBeenCalledTimes(1);

    now = 60;
    await cache.get('a', ask);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('is kept for each key of its own', async () => {
    await cache.get('a', ask);
    await cache.get('b', ask);

    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('isn’t kept where it is a failure', async () => {
    await expect(
      cache.get('a', async () => {
        throw new Error('AWS is gone');
      }),
    ).rejects.toThrow('AWS is gone');

    expect(await cache.get('a', ask)).toBe('answer');
  });
});
