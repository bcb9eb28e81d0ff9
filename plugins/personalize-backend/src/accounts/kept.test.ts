import { Kept } from './kept';

describe('an answer', () => {
  let now = 0;
  let kept: Kept<string>;
  const ask = jest.fn(async () => 'answer');

  beforeEach(() => {
    now = 0;
    kept = new Kept(60, () => now);
    ask.mockClear();
  });

  it('is asked for once while it is kept, and anew afterwards', async () => {
    await Promise.all([kept.get('a', ask), kept.get('a', ask)]);
    now = 59;
    await kept.get('a', ask);
    expect(ask).toHaveBeenCalledTimes(1);

    now = 60;
    await kept.get('a', ask);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('is kept for each key of its own', async () => {
    await kept.get('a', ask);
    await kept.get('b', ask);

    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('isn’t kept where it is a failure', async () => {
    await expect(
      kept.get('a', async () => {
        throw new Error('AWS is gone');
      }),
    ).rejects.toThrow('AWS is gone');

    expect(await kept.get('a', ask)).toBe('answer');
  });
});
