import { LoggerService } from '@backstage/backend-plugin-api';
import {
  BucketItem,
  KeyItem,
  PolicyItem,
  RoleItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  areUsableKeys,
  AwsSession,
  AwsSessions,
  listBuckets,
  listKeys,
  listPolicies,
  listRoles,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { NamedItem, namesPage, Page, PageOf } from './namesPage';

/** The place of the names, and the person who asks. */
export interface InventoryPlace {
  accountId: string;
  region: string;
  /** Entity ref; AWS's own log names the first person who asked. */
  person: string;
}

/** A picker sends a request for each typed letter. */
const CACHE_MILLISECONDS = 60_000;

/**
 * Answers that are kept for a while. Callers that ask for the same thing at the
 * same time share one.
 */
export class AnswerCache<T> {
  private readonly answers = new Map<
    string,
    { answer: Promise<T>; until: number }
  >();

  /**
   * @param milliseconds - how long to keep an answer
   * @param now - the time, in milliseconds
   */
  constructor(
    private readonly milliseconds = CACHE_MILLISECONDS,
    private readonly now: () => number = Date.now,
  ) {}

  /** The kept answer, or a new one; failures aren't kept. */
  get(key: string, ask: () => Promise<T>): Promise<T> {
    this.dropOld();
    const kept = this.answers.get(key);
    if (kept) {
      return kept.answer;
    }
    const answer = ask();
    this.answers.set(key, { answer, until: this.now() + this.milliseconds });
    answer.catch(() => this.drop(key));
    return answer;
  }

  drop(key: string): void {
    this.answers.delete(key);
  }

  private dropOld(): void {
    for (const [key, { until }] of this.answers) {
      if (until <= this.now()) {
        this.answers.delete(key);
      }
    }
  }
}

/**
 * Lists what accounts have to choose from. The caller checks who may see it.
 * Keeps AWS's answers for a minute, by account and Region.
 */
export class Inventory {
  private readonly bucketLists = new AnswerCache<NamedItem<BucketItem>[]>();
  private readonly keyLists = new AnswerCache<{
    session: AwsSession;
    keys: NamedItem<KeyItem>[];
  }>();
  private readonly roleLists = new AnswerCache<NamedItem<RoleItem>[]>();
  private readonly policyLists = new AnswerCache<NamedItem<PolicyItem>[]>();

  constructor(
    private readonly sessions: AwsSessions,
    private readonly logger: LoggerService,
  ) {}

  /** The buckets in the Region, and those whose Region S3 doesn't return. */
  async buckets(
    place: InventoryPlace,
    page: PageOf,
  ): Promise<Page<BucketItem>> {
    const all = await this.bucketLists.get(keyOf(place), async () => {
      const buckets = await listBuckets(await this.open(place));
      return buckets
        .filter(({ region = place.region }) => region === place.region)
        .map(item => ({ name: item.name, item }));
    });
    return namesPage(all, page);
  }

  /**
   * The keys that a set-up can use, found by alias or ARN; those with an alias
   * first.
   */
  async keys(place: InventoryPlace, page: PageOf): Promise<Page<KeyItem>> {
    const key = keyOf(place);
    const { session, keys } = await this.keyLists.get(key, async () => {
      const opened = await this.open(place);
      const items = await listKeys(opened);
      return { session: opened, keys: items.map(nameOfKey) };
    });
    try {
      return await namesPage(keys, page, items =>
        areUsableKeys(
          session,
          items.map(({ keyArn }) => keyArn),
        ),
      );
    } catch (error) {
      // The session also keeps a failed read of a key.
      this.keyLists.drop(key);
      throw error;
    }
  }

  /** Without the portal's own roles. */
  async roles(place: InventoryPlace, page: PageOf): Promise<Page<RoleItem>> {
    const all = await this.roleLists.get(keyOf(place), async () => {
      const roles = await listRoles(await this.open(place));
      const own = this.ownRoles(place);
      return roles
        .filter(({ roleArn }) => !own.some(name => roleArn.endsWith(name)))
        .map(item => ({ name: item.roleName, item }));
    });
    return namesPage(all, page);
  }

  async policies(
    place: InventoryPlace,
    page: PageOf,
  ): Promise<Page<PolicyItem>> {
    const all = await this.policyLists.get(keyOf(place), async () => {
      const policies = await listPolicies(await this.open(place));
      return policies.map(item => ({ name: item.policyName, item }));
    });
    return namesPage(all, page);
  }

  /** The endings of the ARNs of the roles that the portal assumes. */
  private ownRoles({ accountId }: InventoryPlace): string[] {
    const account = this.sessions.accounts.find(
      known => known.accountId === accountId,
    );
    return [account?.writer, account?.reader].flatMap(entrance =>
      entrance ? [`:role/${entrance.roleName}`] : [],
    );
  }

  private open({ person, ...where }: InventoryPlace): Promise<AwsSession> {
    return this.sessions.open({
      ...where,
      access: 'read',
      identity: { taskId: 'inventory', person },
      logger: this.logger,
    });
  }
}

function keyOf({ accountId, region }: InventoryPlace): string {
  return `${accountId}/${region}`;
}

/** `~` sorts after every character that can start an alias. */
function nameOfKey(item: KeyItem): NamedItem<KeyItem> {
  const { keyArn, aliases } = item;
  return {
    name: `${aliases[0] ?? '~'} ${keyArn}`,
    searched: [...aliases, keyArn].join(' '),
    item,
  };
}
