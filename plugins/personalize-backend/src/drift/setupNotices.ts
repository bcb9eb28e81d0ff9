import { LoggerService } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { NotificationService } from '@backstage/plugin-notifications-node';
import {
  areAdditions,
  Check,
  describeFinding,
  inertText,
  SetupItem,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { DatabaseSetups } from '../setups/databaseSetups';
import { StoredSetup } from '../setups/setups';

type Notification = Parameters<NotificationService['send']>[0];
type Severity = NonNullable<Notification['payload']['severity']>;

/** The parts of the portal that the notices need. */
export interface SetupNoticesOptions {
  notifications: NotificationService;
  setups: Pick<DatabaseSetups, 'claimNotification' | 'releaseNotification'>;
  /** Entity refs of the groups that run the portal. */
  platformTeams: readonly string[];
  /** Where people find the portal, as in `app.baseUrl`. */
  appBaseUrl: string;
  /**
   * In this time, rounds send a recipient up to five single notices; in
   * milliseconds.
   */
  frequencyMs: number;
  logger: LoggerService;
}

/** A notice names at most this many failing checks; the entity's page shows all. */
const SHOWN_CHECKS = 5;

/** If more set-ups change within the frequency of checks, a recipient gets one notification. */
const MOST_SINGLE = 5;

/** A digest lists at most this many set-ups; the overview shows all. */
const LISTED_SETUPS = 50;

const OVERVIEW = '/personalize';

const TOPIC = 'Amazon Personalize';

const SEVERITY: Record<SetupStatus, Severity> = {
  pending: 'normal',
  attention: 'normal',
  ok: 'low',
  unknown: 'normal',
  failed: 'high',
  drifted: 'high',
  revoked: 'normal',
};

/** From the least to the most urgent. */
const FROM_BETTER: readonly SetupStatus[] = [
  'ok',
  'revoked',
  'attention',
  'pending',
  'unknown',
  'drifted',
  'failed',
];

/** A set-up that needs a notice. */
interface News {
  item: StoredSetup;
  /** The last notified status. */
  before: SetupStatus;
  /** Entity refs. */
  recipients: string[];
}

/** Notifies people when the status of a set-up differs from what they know. */
export class SetupNotices {
  /**
   * When recipients were notified; a digest counts as five. Each replica counts
   * for itself, because only one replica at a time runs a round.
   */
  private readonly sentAt = new Map<string, number[]>();
  /**
   * Set-ups that wait for a digest, by name. They aren't claimed, so if this
   * process ends, the next check of the set-up notifies.
   */
  private readonly waiting = new Map<string, StoredSetup>();
  private waitingSince = Infinity;

  constructor(private readonly options: SetupNoticesOptions) {}

  /**
   * Notifies people of statuses they don't know yet. If somebody can't be
   * notified, the next check tries again.
   *
   * @param items - as recorded after a check
   */
  async tell(items: readonly StoredSetup[]): Promise<void> {
    await this.deliver(await this.claim(items));
  }

  /**
   * The same for the findings of a round, and for those that earlier rounds
   * held back: a round checks only a part of the set-ups, so a change of many
   * spreads over several rounds. After five single notices a recipient gets the
   * rest together, one frequency later.
   */
  async tellOfRound(items: readonly StoredSetup[]): Promise<void> {
    const isOver = Date.now() - this.waitingSince >= this.options.frequencyMs;
    const waiting = isOver ? [...this.waiting.values()] : [];
    if (isOver) {
      this.waiting.clear();
      this.waitingSince = Infinity;
    }
    const news = await this.claim([...items, ...waiting]);
    const later = isOver
      ? []
      : news.filter(({ recipients }) =>
          recipients.some(ref => this.recentCount(ref) >= MOST_SINGLE),
        );
    for (const one of later) {
      await this.release(one);
      this.waiting.set(one.item.name, one.item);
      this.waitingSince = Math.min(this.waitingSince, Date.now());
    }
    await this.deliver(news.filter(one => !later.includes(one)));
  }

  /** The number of single notifications that a recipient got within the frequency. */
  private recentCount(recipient: string): number {
    const since = Date.now() - this.options.frequencyMs;
    const times = this.sentAt.get(recipient) ?? [];
    const lately = times.filter(time => time > since);
    this.sentAt.set(recipient, lately);
    return lately.length;
  }

  private async deliver(news: readonly News[]): Promise<void> {
    const recipients = new Set(news.flatMap(one => one.recipients));
    const ofRecipient = (recipient: string) =>
      news.filter(one => one.recipients.includes(recipient));
    const many = [...recipients].filter(recipient => {
      const { length } = ofRecipient(recipient);
      return length > 1 && length + this.recentCount(recipient) > MOST_SINGLE;
    });
    const unsent = new Set<News>();
    for (const one of news) {
      const few = one.recipients.filter(ref => !many.includes(ref));
      if (few.length > 0 && !(await this.send(noticeOf(one, few), few, 1))) {
        unsent.add(one);
      }
    }
    for (const recipient of many) {
      const theirs = ofRecipient(recipient);
      const digest = this.digestOf(recipient, theirs);
      if (!(await this.send(digest, [recipient], MOST_SINGLE))) {
        theirs.forEach(one => unsent.add(one));
      }
    }
    for (const one of unsent) {
      await this.release(one);
    }
  }

  /** Claims the notices that nobody else sends. */
  private async claim(items: readonly StoredSetup[]): Promise<News[]> {
    const news: News[] = [];
    for (const item of items) {
      const { name, status } = item;
      await this.ofOne(name, async setups => {
        const before = await setups.claimNotification(name, status);
        if (before !== undefined) {
          const recipients = this.recipientsOf(item, before);
          news.push({ item, before, recipients });
        }
      });
    }
    return news;
  }

  private async release({ item, before }: News): Promise<void> {
    const { name, status } = item;
    await this.ofOne(name, setups =>
      setups.releaseNotification(name, status, before),
    );
  }

  /** If a notice fails for one set-up, the others still get theirs. */
  private async ofOne(
    name: string,
    work: (setups: SetupNoticesOptions['setups']) => Promise<void>,
  ): Promise<void> {
    const { setups, logger } = this.options;
    try {
      await work(setups);
    } catch (error) {
      logger.warn(
        `The notices about set-up ${name} can't be read or recorded; the next check tries again: ${error}`,
      );
    }
  }

  /** People who were notified of a status also learn that it got better. */
  private recipientsOf(item: StoredSetup, before: SetupStatus): string[] {
    const isBetter =
      FROM_BETTER.indexOf(item.status) < FROM_BETTER.indexOf(before);
    return [
      ...new Set([
        ...this.audienceOf(item, item.status),
        ...(isBetter ? this.audienceOf(item, before) : []),
      ]),
    ];
  }

  /** The people who must know this status of a set-up. */
  private audienceOf(
    { owner, requestedBy }: StoredSetup,
    status: SetupStatus,
  ): string[] {
    switch (status) {
      case 'ok':
        return [];
      case 'attention':
        return [requestedBy];
      case 'pending':
        return [owner, requestedBy];
      case 'drifted':
        return [owner, ...this.options.platformTeams];
      default:
        return [owner];
    }
  }

  /**
   * @param counts - the number of single ones that it counts as
   * @returns whether it was sent
   */
  private async send(
    notification: Notification,
    recipients: readonly string[],
    counts: number,
  ): Promise<boolean> {
    const { notifications, logger } = this.options;
    try {
      await notifications.send(notification);
      const times = Array<number>(counts).fill(Date.now());
      for (const recipient of recipients) {
        const before = this.sentAt.get(recipient) ?? [];
        this.sentAt.set(recipient, [...before, ...times]);
      }
      return true;
    } catch (error) {
      logger.warn(
        `${recipients.join(', ')} weren't notified of "${
          notification.payload.title
        }"; the next check tries again: ${error}`,
      );
      return false;
    }
  }

  private digestOf(recipient: string, news: readonly News[]): Notification {
    const lines = news.map(
      one => `- ${titleOf(one)}: ${this.options.appBaseUrl}${pageOf(one.item)}`,
    );
    const left = lines.length - LISTED_SETUPS;
    const severities = news.map(({ item }) => SEVERITY[item.status]);
    return {
      recipients: { type: 'entity', entityRef: recipient },
      payload: {
        title: `${news.length} set-ups of Amazon Personalize changed`,
        description: [
          ...lines.slice(0, LISTED_SETUPS),
          ...(left > 0 ? [`And ${left} more, in the overview.`] : []),
        ].join('\n'),
        link: OVERVIEW,
        severity: severities.includes('high') ? 'high' : 'normal',
        topic: TOPIC,
      },
    };
  }
}

/** A later notification about the same set-up replaces this one. */
function noticeOf(news: News, recipients: string[]): Notification {
  const { item } = news;
  return {
    recipients: { type: 'entity', entityRef: recipients },
    payload: {
      title: titleOf(news),
      description: descriptionOf(item),
      link: pageOf(item),
      severity: SEVERITY[item.status],
      topic: TOPIC,
      scope: `personalize-setup:${item.name}`,
    },
  };
}

function pageOf({ entityRef }: Pick<SetupItem, 'entityRef'>): string {
  const { namespace, kind, name } = parseEntityRef(entityRef);
  return `/catalog/${namespace}/${kind}/${name}`;
}

function titleOf({
  item: { name, title = name, status, failing },
  before,
}: Pick<News, 'item' | 'before'>): string {
  const called = `Set-up ${inertText(title)}`;
  switch (status) {
    case 'drifted':
      return `${called} has drifted: ${
        areAdditions(failing)
          ? 'somebody added something outside the portal'
          : 'AWS no longer has what was set up'
      }`;
    case 'failed':
      return `${called} doesn't have everything that was requested`;
    case 'unknown':
      return `${called} can't be checked`;
    case 'attention':
      return `${called} works, and needs your attention`;
    case 'pending':
      return `${called} isn't finished: a run changed it and didn't verify it`;
    case 'revoked':
      return `${called} was removed`;
    default:
      return before === 'unknown'
        ? `${called} can be checked again, and is in order`
        : `${called} is in order again`;
  }
}

function descriptionOf({
  accountId,
  region,
  roleName,
  status,
  failing,
}: StoredSetup): string {
  const where = `Role ${roleName} in account ${accountId}, ${region}.`;
  if (status === 'ok') {
    return `${where} Everything requested is in place.`;
  }
  // An owner's group may have members who can't read foreign statements.
  const checks = failing.map(found =>
    describeFinding(found, { quotes: false }),
  );
  const left = checks.length - SHOWN_CHECKS;
  return [
    where,
    ...(status === 'pending'
      ? ['Run the template again to finish it, or remove access.']
      : []),
    ...checks.slice(0, SHOWN_CHECKS).map(sentenceOf),
    ...(left > 0 ? [`And ${left} more, on the page of the set-up.`] : []),
  ].join('\n');
}

function sentenceOf({ title, remedy }: Check): string {
  const stop = /[.!?]$/.test(title) ? '' : '.';
  return `- ${inertText(`${title}${stop}${remedy ? ` ${remedy}` : ''}`)}`;
}
