import { Mutex } from 'async-mutex';

/** A lock with the number of runs that hold it or wait for it. */
interface Lock {
  mutex: Mutex;
  users: number;
}

/**
 * One lock for each resource, within this process. Two runs that change one
 * document at the same time would each merge into what it read, and the later
 * write would undo the earlier one. Other tools and other replicas take no such
 * lock.
 */
export class ResourceLocks {
  private readonly locks = new Map<string, Lock>();

  /**
   * Runs work while no other run of this process holds the resource (as in
   * `Change.resource`). Who waits first is served first.
   *
   * @param onWait - called when the resource is held and must be waited for
   */
  async exclusive<T>(
    resource: string,
    onWait: () => void,
    work: () => Promise<T>,
  ): Promise<T> {
    const lock = this.locks.get(resource) ?? { mutex: new Mutex(), users: 0 };
    this.locks.set(resource, lock);
    lock.users += 1;
    if (lock.mutex.isLocked()) {
      onWait();
    }
    try {
      return await lock.mutex.runExclusive(work);
    } finally {
      lock.users -= 1;
      if (lock.users === 0) {
        this.locks.delete(resource);
      }
    }
  }
}
