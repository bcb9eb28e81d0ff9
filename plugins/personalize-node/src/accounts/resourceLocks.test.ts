import { ResourceLocks, Waiting } from './resourceLocks';

/** Work that ends when it is told to. */
function work() {
  let end = () => {};
  const ended = new Promise<void>(resolve => {
    end = resolve;
  });
  return { run: jest.fn(() => ended), end };
}

describe('the locks of resources', () => {
  const onWait = jest.fn();
  const waiting: Waiting = { signal: new AbortController().signal, onWait };
  beforeEach(() => onWait.mockClear());

  it('let one run at a time at a resource, first come first served', async () => {
    const locks = new ResourceLocks();
    const [first, second, third] = [work(), work(), work()];

    const runs = [first, second, third].map(({ run }) =>
      locks.exclusive('bucket', waiting, run),
    );
    expect(onWait).toHaveBeenCalledTimes(2);

    first.end();
    await runs[0];
    await new Promise(setImmediate);
    expect(second.run).toHaveBeenCalled();
    expect(third.run).not.toHaveBeenCalled();

    second.end();
    third.end();
    await Promise.all(runs);
    expect(third.run).toHaveBeenCalled();
  });

  it('let runs at different resources go side by side', async () => {
    const locks = new ResourceLocks();
    const [first, second] = [work(), work()];

    const runs = [
      locks.exclusive('bucket', waiting, first.run),
      locks.exclusive('key', waiting, second.run),
    ];
    await new Promise(setImmediate);
    expect(second.run).toHaveBeenCalled();
    expect(onWait).not.toHaveBeenCalled();

    first.end();
    second.end();
    await Promise.all(runs);
  });

  it('are free again after a run that failed', async () => {
    const locks = new ResourceLocks();
    await expect(
      locks.exclusive('bucket', waiting, async () => {
        throw new Error('refused');
      }),
    ).rejects.toThrow('refused');

    await expect(
      locks.exclusive('bucket', waiting, async () => 'done'),
    ).resolves.toBe('done');
    expect(onWait).not.toHaveBeenCalled();
  });

  it('let a cancelled run go at once, and keep the place of those behind it', async () => {
    const locks = new ResourceLocks();
    const controller = new AbortController();
    const reason = new Error('The task was cancelled');
    const [first, cancelled, third] = [work(), work(), work()];
    const held = locks.exclusive('bucket', waiting, first.run);
    const left = locks.exclusive(
      'bucket',
      { ...waiting, signal: controller.signal },
      cancelled.run,
    );
    const behind = locks.exclusive('bucket', waiting, third.run);

    controller.abort(reason);

    await expect(left).rejects.toBe(reason);
    expect(third.run).not.toHaveBeenCalled();
    first.end();
    third.end();
    await Promise.all([held, behind]);
    expect(third.run).toHaveBeenCalled();
    expect(cancelled.run).not.toHaveBeenCalled();
  });

  it('leave the work of a run alone that is cancelled when it has its turn', async () => {
    const controller = new AbortController();
    const { run, end } = work();
    const held = new ResourceLocks().exclusive(
      'bucket',
      { ...waiting, signal: controller.signal },
      run,
    );
    await new Promise(setImmediate);

    controller.abort(new Error('The task was cancelled'));
    end();

    await expect(held).resolves.toBeUndefined();
  });
});
