import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  DeferredEntity,
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import { EventParams, EventsService } from '@backstage/plugin-events-node';
import {
  CatalogConfig,
  retry,
  SetupItem,
  SETUPS_TOPIC,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { entitiesOf, EntityOptions } from './entities/entitiesOf';
import { PROVIDER_NAME } from './entities/resourceEntity';
import { SetupsClient } from './setupsClient';

/** What the provider needs of the portal. */
export interface SetupEntityProviderOptions
  extends CatalogConfig,
    EntityOptions {
  setups: Pick<SetupsClient, 'all' | 'byName'>;
  events: EventsService;
  logger: LoggerService;
  scheduler: SchedulerService;
  /** Ends waits when the portal stops. */
  signal: AbortSignal;
}

/** A run sends several changes in a row; this handles them together. */
const GATHER_MS = 200;

/** Pauses between attempts, while the backend isn't ready yet. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];

/** Longer than all attempts together. */
const TIMEOUT = { minutes: 5 };

/**
 * Shows the set-ups in the catalog. Events name changed set-ups, so changes
 * show within seconds. All set-ups are synchronised at the start and regularly,
 * so that a lost event does no lasting harm. Every replica remembers the
 * entities, and emits only changes.
 */
export class SetupEntityProvider implements EntityProvider {
  /**
   * The last read set-ups, by lower-case name: a new registration may spell the
   * name in another case.
   */
  private readonly items = new Map<string, SetupItem>();
  /** What the catalog last got: each entity as text, by its ref. */
  private emitted: ReadonlyMap<string, string> | undefined;
  /** Set-ups that events named and that weren't read yet. */
  private readonly named = new Set<string>();
  /** All work, one after the other, so that the first read is emitted first. */
  private work: Promise<void> = Promise.resolve();

  constructor(private readonly options: SetupEntityProviderOptions) {}

  getProviderName(): string {
    return PROVIDER_NAME;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    const { events, scheduler, frequencyMs } = this.options;
    await events.subscribe({
      // Only one of the subscribers with the same id gets an event, and all
      // need it.
      id: `${PROVIDER_NAME}-${randomUUID()}`,
      topics: [SETUPS_TOPIC],
      onEvent: async event => this.note(connection, event),
    });
    await scheduler.scheduleTask({
      id: 'personalize-entities',
      scope: 'local',
      frequency: { milliseconds: frequencyMs },
      timeout: TIMEOUT,
      fn: () => this.inTurn(() => this.emitAll(connection)),
    });
  }

  /** Reads a set-up named by an event soon, together with others that are named until then. */
  private note(connection: EntityProviderConnection, event: EventParams): void {
    const name = nameIn(event);
    if (name === undefined) {
      return;
    }
    const isFirst = this.named.size === 0;
    this.named.add(name);
    if (isFirst) {
      void this.inTurn(() => this.emitNamed(connection));
    }
  }

  private inTurn(work: () => Promise<void>): Promise<void> {
    const { logger, signal } = this.options;
    this.work = this.work.then(work).catch(error => {
      if (!signal.aborted) {
        logger.error(
          'The Amazon Personalize set-ups in the catalog are out of date; the next regular round tries again',
          error,
        );
      }
    });
    return this.work;
  }

  private async emitAll(connection: EntityProviderConnection): Promise<void> {
    const items = await this.persistently(() => this.options.setups.all());
    this.items.clear();
    items.forEach(item => this.items.set(item.name.toLowerCase(), item));
    const entities = this.entities();
    await connection.applyMutation({
      type: 'full',
      entities: entities.map(deferredEntity),
    });
    this.emitted = textsOf(entities);
  }

  private async emitNamed(connection: EntityProviderConnection): Promise<void> {
    await setTimeout(GATHER_MS, undefined, { signal: this.options.signal });
    const names = [...this.named];
    this.named.clear();
    if (!this.emitted) {
      await this.emitAll(connection);
      return;
    }
    for (const name of names) {
      const item = await this.persistently(() =>
        this.options.setups.byName(name),
      );
      if (item) {
        this.items.set(item.name.toLowerCase(), item);
      } else {
        this.items.delete(name.toLowerCase());
      }
    }
    await this.emitChanges(connection, this.emitted);
  }

  private async emitChanges(
    connection: EntityProviderConnection,
    before: ReadonlyMap<string, string>,
  ): Promise<void> {
    const entities = this.entities();
    const after = textsOf(entities);
    const added = entities.filter(entity => {
      const ref = stringifyEntityRef(entity);
      return before.get(ref) !== after.get(ref);
    });
    const removed = [...before.keys()].filter(ref => !after.has(ref));
    if (added.length + removed.length > 0) {
      await connection.applyMutation({
        type: 'delta',
        added: added.map(deferredEntity),
        removed: removed.map(entityRef => ({
          entityRef,
          locationKey: PROVIDER_NAME,
        })),
      });
    }
    this.emitted = after;
  }

  private entities(): Entity[] {
    return entitiesOf([...this.items.values()], this.options, Date.now());
  }

  /** Tries again while the backend doesn't answer. */
  private async persistently<T>(ask: () => Promise<T>): Promise<T> {
    const { logger, signal } = this.options;
    const passes = (error: unknown, pause: number) => {
      signal.throwIfAborted();
      logger.info(
        `The Personalize backend didn't return its set-ups; trying again in ${
          pause / 1000
        } s: ${error}`,
      );
      return true;
    };
    const wait = (pause: number) => setTimeout(pause, undefined, { signal });
    return retry(PAUSES_MS, wait, passes, ask);
  }
}

function deferredEntity(entity: Entity): DeferredEntity {
  return { entity, locationKey: PROVIDER_NAME };
}

function textsOf(entities: readonly Entity[]): ReadonlyMap<string, string> {
  return new Map(
    entities.map(entity => [
      stringifyEntityRef(entity),
      JSON.stringify(entity),
    ]),
  );
}

function nameIn({ eventPayload }: EventParams): string | undefined {
  return typeof eventPayload === 'object' &&
    eventPayload !== null &&
    'name' in eventPayload &&
    typeof eventPayload.name === 'string'
    ? eventPayload.name
    : undefined;
}
