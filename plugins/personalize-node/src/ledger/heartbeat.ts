import { ConflictError } from '@backstage/errors';

/**
 * Keeps a lease while the work under it goes on. The timer keeps no process
 * alive.
 */
export class Heartbeat {
  private readonly timer: NodeJS.Timeout;
  private heldUntil: number;
  private isTaken = false;

  /**
   * @param lastsMs - how long the lease lasts from now, and from each renewal
   * @param renew - fails with ConflictError when the lease was lost
   */
  constructor(
    private readonly lastsMs: number,
    private readonly renew: () => Promise<void>,
    private readonly now: () => number = Date.now,
  ) {
    this.heldUntil = now() + lastsMs;
    this.timer = setInterval(() => void this.beat(), lastsMs / 3);
    this.timer.unref();
  }

  /** Whether the lease isn't held any more: the ledger says so, or it couldn't be renewed in time. */
  get isLost(): boolean {
    return this.isTaken || this.now() >= this.heldUntil;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** A renewal that doesn't get through is made again with the next beat. */
  private async beat(): Promise<void> {
    const asked = this.now();
    try {
      await this.renew();
      // Renewals may be answered in another order.
      this.heldUntil = Math.max(this.heldUntil, asked + this.lastsMs);
    } catch (error) {
      this.isTaken ||= ConflictError.is(error);
    }
  }
}
