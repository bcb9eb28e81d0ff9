import {
  AuthService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { assertError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Finding } from '@personalize-portal/backstage-plugin-personalize-common';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { DatabaseSetups } from '../setups/databaseSetups';
import { Setup, StoredSetup } from '../setups/setups';
import { DriftConfig } from './driftConfig';
import { SetupChecks } from './setupChecks';
import { SetupNotices } from './setupNotices';

/** The parts of the portal that rounds need. */
export interface DriftRoundsOptions {
  setups: Pick<DatabaseSetups, 'dueForCheck' | 'list' | 'setOwnerMissing'>;
  checks: Pick<SetupChecks, 'check'>;
  notices: Pick<SetupNotices, 'tellOfRound'>;
  catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
  auth: AuthService;
  config: DriftConfig;
  logger: LoggerService;
}

const LONGEST_PAUSE_MS = 60_000;

/**
 * A bit more than its share, so that rounds catch up with what an earlier one
 * left.
 */
const HASTE = 1.2;

/** The number of owners in one request to the catalog. */
const OWNERS_AT_ONCE = 100;

/** The time between two rounds, in milliseconds. */
function pauseBetweenRounds({
  frequencyMs,
}: Pick<DriftConfig, 'frequencyMs'>): number {
  return Math.min(LONGEST_PAUSE_MS, Math.ceil(frequencyMs / 2));
}

/**
 * The regular checks. Every set-up is checked once in the configured time; a
 * round checks its share of them, the longest unchecked first. So AWS is called
 * evenly, and not all at once.
 */
export class DriftRounds {
  constructor(private readonly options: DriftRoundsOptions) {}

  /**
   * Makes one round. It leaves a set-up that a run is changing to a later
   * round, and all others of an account that AWS throttles.
   *
   * @param signal - ends the round; the rest is due next time
   */
  async run(signal: AbortSignal): Promise<void> {
    const taken = new Map<string, Setup>();
    const throttled = new Set<string>();
    const news: StoredSetup[] = [];
    // A set-up that can't be checked doesn't reduce the share of the others.
    const checked = new Set<string>();
    const share = await this.share();
    for (;;) {
      const due = await this.due(share - checked.size, taken, throttled);
      if (due.length === 0 || signal.aborted) {
        break;
      }
      await concurrently(this.options.config.concurrency, due, async setup => {
        const { name, accountId } = setup.item;
        if (!signal.aborted && !throttled.has(accountId)) {
          taken.set(name, setup);
          if (await this.checkOne(setup, throttled, news, signal)) {
            checked.add(name);
          }
        }
      });
    }
    await this.options.notices.tellOfRound(news);
    if (!signal.aborted) {
      await this.lookForOwners([...taken.values()]);
    }
  }

  /** The number of set-ups that a round checks. */
  private async share(): Promise<number> {
    const { setups, config } = this.options;
    const count = async (filter: Parameters<DatabaseSetups['list']>[0]) => {
      const { totalItems } = await setups.list(
        filter,
        { result: AuthorizeResult.ALLOW },
        { limit: 1 },
      );
      return totalItems;
    };
    const [all, revoked] = await Promise.all([
      count({}),
      count({ status: 'revoked' }),
    ]);
    return Math.ceil(
      ((all - revoked) * HASTE * pauseBetweenRounds(config)) /
        config.frequencyMs,
    );
  }

  /** The rest of the round. */
  private async due(
    left: number,
    taken: ReadonlyMap<string, Setup>,
    throttled: ReadonlySet<string>,
  ): Promise<Setup[]> {
    const { setups, config } = this.options;
    if (left <= 0) {
      return [];
    }
    const checkedBefore =
      Date.now() - config.frequencyMs + pauseBetweenRounds(config);
    const candidates = await setups.dueForCheck(left + taken.size, [
      ...throttled,
    ]);
    return candidates
      .filter(
        ({ item: { name, checkedAt } }) =>
          !taken.has(name) &&
          (!checkedAt || Date.parse(checkedAt) <= checkedBefore),
      )
      .slice(0, left);
  }

  /** @returns whether it was checked */
  private async checkOne(
    setup: Setup,
    throttled: Set<string>,
    news: StoredSetup[],
    signal: AbortSignal,
  ): Promise<boolean> {
    const { checks, logger } = this.options;
    const { name, accountId } = setup.item;
    try {
      const { findings } = await checks.check(setup, {
        signal,
        onNews: item => news.push(item),
      });
      if (findings.some(isThrottled)) {
        throttled.add(accountId);
      }
      return true;
    } catch (error) {
      assertError(error);
      if (signal.aborted) {
        return false;
      }
      logger.info(
        `Set-up ${name} wasn't checked; the next round tries again: ${error.message}`,
      );
      return false;
    }
  }

  /** Records which owners left the catalog, or came back. */
  private async lookForOwners(checked: readonly Setup[]): Promise<void> {
    const { setups, logger } = this.options;
    try {
      const missing = await missingOwners(
        this.options,
        checked.map(({ item: { owner } }) => owner),
      );
      for (const { item } of checked) {
        const isMissing = missing.has(item.owner);
        if (isMissing !== item.ownerMissing) {
          await setups.setOwnerMissing(item.name, isMissing);
        }
      }
    } catch (error) {
      logger.warn(
        `Can't tell whether the owners of set-ups are in the catalog; the next round tries again: ${error}`,
      );
    }
  }
}

function isThrottled(found: Finding): boolean {
  return found.kind === 'obstacle' && found.subjects.cause === 'throttled';
}

/** Schedules the rounds, on one replica at a time. */
export async function scheduleDrift(
  scheduler: SchedulerService,
  rounds: Pick<DriftRounds, 'run'>,
  config: DriftConfig,
): Promise<void> {
  await scheduler.scheduleTask({
    id: 'personalize-drift',
    scope: 'global',
    frequency: { milliseconds: pauseBetweenRounds(config) },
    // A round that hangs must not block the next.
    timeout: { minutes: 10 },
    // The portal's other parts need to start first.
    initialDelay: { seconds: 10 },
    fn: signal => rounds.run(signal),
  });
}

/** The owners that the catalog doesn't have. */
async function missingOwners(
  { catalog, auth }: Pick<DriftRoundsOptions, 'catalog' | 'auth'>,
  owners: readonly string[],
): Promise<Set<string>> {
  const credentials = await auth.getOwnServiceCredentials();
  const asked = [...new Set(owners)];
  const missing = new Set<string>();
  for (let start = 0; start < asked.length; start += OWNERS_AT_ONCE) {
    const entityRefs = asked.slice(start, start + OWNERS_AT_ONCE);
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs, fields: ['kind'] },
      { credentials },
    );
    entityRefs
      .filter((_, index) => !items[index])
      .forEach(ref => missing.add(ref));
  }
  return missing;
}

/** Does the same for many items in order, several at a time. */
async function concurrently<T>(
  limit: number,
  things: readonly T[],
  work: (thing: T) => Promise<void>,
): Promise<void> {
  const queue = [...things];
  async function worker() {
    for (
      let thing = queue.shift();
      thing !== undefined;
      thing = queue.shift()
    ) {
      await work(thing);
    }
  }
  await Promise.all(Array.from({ length: limit }, worker));
}
