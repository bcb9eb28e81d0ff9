import { Mutex } from 'async-mutex';

/** A lock with the number of runs that hold it or wait for it. */
interface Lock {
  mutex: Mutex;
  users: number;
}

/** Who waits for a lock. */
export interface Waiting {
  /** Ends the wait. */
  signal: AbortSignal;
  /** Called when the resource is held and must be waited for. */
  onWait(): void;
}

/**
 * One lock for each resource, within this process. Two runs that change one
 * document at the same time would each merge into what it read, and the later
 * write would undo the earlier one. Other tools and other replicas take no such
 * lock; a lease that replicas share would be taken here, around the same work.
 */
export class ResourceLocks {
  private readonly locks = new Map<string, Lock>();

  /**
   * Runs work while no other run of this process holds the resource (as in
   * `Change.resource`). Who waits first is served first.
   *
   * @throws the signal's reason when the run is cancelled while it waits
   */
  async exclusive<T>(
    resource: string,
    { signal, onWait }: Waiting,
    work: () => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const lock = this.locks.get(resource) ?? { mutex: new Mutex(), users: 0 };
    this.locks.set(resource, lock);
    lock.users += 1;
    if (lock.mutex.isLocked()) {
      onWait();
    }
    const turn = lock.mutex.acquire();
    try {
      await unlessAborted(turn, signal);
      return await work();
    } finally {
      // A turn that is no longer waited for comes all the same.
      void turn.then(release => {
        release();
        lock.users -= 1;
        if (lock.users === 0) {
          this.locks.delete(resource);
        }
      });
    }
  }
}

/** The result, or the signal's reason as an error where that comes first. */
async function unlessAborted<T>(
  result: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([result, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
