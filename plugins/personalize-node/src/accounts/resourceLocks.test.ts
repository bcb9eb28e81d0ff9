import { ResourceLocks } from './resourceLocks';

/** Work that ends when it is told to. */
function work() {
  let end = () => {};
  const ended = new Promise<void>(resolve => {
    end = resolve;
  });
  return { run: jest.fn(() => ended), end };
}

describe('the locks of resources', () => {
  it('let one run at a time at a resource, first come first served', async () => {
    const locks = new ResourceLocks();
    const onWait = jest.fn();
    const [first, second, third] = [work(), work(), work()];

    const runs = [first, second, third].map(({ run }) =>
      locks.exclusive('bucket', onWait, run),
    );
    expect(onWait).toHaveBeenCalledTimes(2);

    first.end();
    await runs[0];
    await Promise.resolve();
    expect(second.run).toHaveBeenCalled();
    expect(third.run).not.toHaveBeenCalled();

    second.end();
    third.end();
    await Promise.all(runs);
    expect(third.run).toHaveBeenCalled();
  });

  it('let runs at different resources go side by side', async () => {
    const locks = new ResourceLocks();
    const onWait = jest.fn();
    const [first, second] = [work(), work()];

    const runs = [
      locks.exclusive('bucket', onWait, first.run),
      locks.exclusive('key', onWait, second.run),
    ];
    await Promise.resolve();
    expect(second.run).toHaveBeenCalled();
    expect(onWait).not.toHaveBeenCalled();

    first.end();
    second.end();
    await Promise.all(runs);
  });

  it('are free again after a run that failed', async () => {
    const locks = new ResourceLocks();
    await expect(
      locks.exclusive('bucket', jest.fn(), async () => {
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');

    await expect(
      locks.exclusive('bucket', jest.fn(), async () => 'done'),
    ).resolves.toBe('done');
  });
});
