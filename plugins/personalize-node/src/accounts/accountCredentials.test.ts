import { sharedCredentials } from './accountCredentials';

const EXPIRES = 3_600_000;

function counting(fail: number[] = []) {
  let count = 0;
  return async () => {
    count += 1;
    if (fail.includes(count)) {
      throw new Error(`failure ${count}`);
    }
    return {
      accessKeyId: `key-${count}`,
      secretAccessKey: 'secret',
      expiration: new Date(EXPIRES * count),
    };
  };
}

describe('credentials that all clients of a session share', () => {
  it('are asked for once, also by clients that ask at the same time', async () => {
    const provide = sharedCredentials(counting(), () => 0);

    const answers = await Promise.all([provide(), provide()]);
    answers.push(await provide());

    expect(answers.map(({ accessKeyId }) => accessKeyId)).toEqual([
      'key-1',
      'key-1',
      'key-1',
    ]);
  });

  it('are renewed once, five minutes before they expire', async () => {
    let now = 0;
    const provide = sharedCredentials(counting(), () => now);
    await provide();

    now = EXPIRES - 300_001;
    expect((await provide()).accessKeyId).toBe('key-1');
    now = EXPIRES - 300_000;
    expect(
      (await Promise.all([provide(), provide()])).map(
        ({ accessKeyId }) => accessKeyId,
      ),
    ).toEqual(['key-2', 'key-2']);
  });

  it('are asked for again after a failure', async () => {
    const provide = sharedCredentials(counting([1]), () => 0);

    await expect(provide()).rejects.toThrow('failure 1');
    expect((await provide()).accessKeyId).toBe('key-2');
  });
});
