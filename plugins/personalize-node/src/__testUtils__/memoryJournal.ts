import {
  Change,
  OutcomeRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Mutex } from 'async-mutex';
import { Journal, Turn, TurnRequest } from '../aws/journal';
import { outcomeOf } from '../ledger/ledgerTurn';

/** A change as it was recorded. */
export interface MemoryEntry {
  change: Change;
  /** Absent while it is open. */
  outcome?: OutcomeRequest;
}

/** A journal in memory, for the sessions of one process. */
export class MemoryJournal implements Journal {
  readonly entries: MemoryEntry[] = [];
  /** The resources at which somebody had a turn, in order. */
  readonly turns: string[] = [];
  /** What was read where a turn was had, as it was told. */
  readonly settled: { resource: string; found: unknown }[] = [];
  private readonly mutexes = new Map<string, Mutex>();

  async exclusive<T>(
    { resource, name, signal, logger }: TurnRequest,
    work: (turn: Turn) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const mutex = this.mutexes.get(resource) ?? new Mutex();
    this.mutexes.set(resource, mutex);
    if (mutex.isLocked()) {
      logger.info(`Waiting for another run that is changing ${name}`);
    }
    return mutex.runExclusive(async () => {
      this.turns.push(resource);
      return work(this.turnAt(resource));
    });
  }

  /** What came of each change, in order. */
  outcomes(): (OutcomeRequest['outcome'] | 'open')[] {
    return this.entries.map(({ outcome }) => outcome?.outcome ?? 'open');
  }

  private turnAt(resource: string): Turn {
    return {
      written: undefined,
      settle: async found => {
        this.settled.push({ resource, found });
      },
      open: async (change, requests) => {
        const entry: MemoryEntry = { change };
        this.entries.push(entry);
        const start = requests.length;
        return {
          applied: async readBack => {
            entry.outcome = {
              outcome: 'applied',
              requests: requests.since(start),
              ...(readBack ? { readBack } : {}),
            };
          },
          failed: async error => {
            entry.outcome = outcomeOf(error, requests, start);
          },
        };
      },
    };
  }
}
