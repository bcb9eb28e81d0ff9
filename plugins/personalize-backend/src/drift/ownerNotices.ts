import { LoggerService } from '@backstage/backend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { NotificationService } from '@backstage/plugin-notifications-node';
import {
  Check,
  describeFinding,
  Finding,
  SetupItem,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Setups } from '../setups/setups';

type Notification = Parameters<NotificationService['send']>[0];
type Severity = NonNullable<Notification['payload']['severity']>;

/** What the notices need of the portal. */
export interface OwnerNoticesOptions {
  notifications: NotificationService;
  setups: Pick<Setups, 'claimNotification' | 'releaseNotification'>;
  logger: LoggerService;
}

/** So many failing checks are told; the entity's page shows all. */
const SHOWN_CHECKS = 5;

const SEVERITY: Record<SetupStatus, Severity> = {
  pending: 'normal',
  attention: 'normal',
  ok: 'low',
  unknown: 'normal',
  failed: 'high',
  drifted: 'high',
  revoked: 'normal',
};

/** Tells the owner of a set-up when it stands otherwise than they know. */
export class OwnerNotices {
  constructor(private readonly options: OwnerNoticesOptions) {}

  /**
   * Tells the owner how a set-up stands after a check, unless they know. Where
   * that fails, the next check tells it.
   *
   * @param item - as recorded after the check
   */
  async tell(item: SetupItem<Finding>): Promise<void> {
    const { notifications, setups, logger } = this.options;
    const { name, status } = item;
    const before = await setups.claimNotification(name, status);
    if (before === undefined) {
      return;
    }
    try {
      await notifications.send(noticeOf(item, before));
    } catch (error) {
      logger.warn(
        `The owner ${item.owner} of set-up ${name} wasn't told that it is ${status}; the next check tries again: ${error}`,
      );
      await setups.releaseNotification(name, status, before);
    }
  }
}

/** The owner's notification; a later one of the same set-up takes its place. */
function noticeOf(item: SetupItem<Finding>, before: SetupStatus): Notification {
  const { name, entityRef, owner, status } = item;
  const entity = parseEntityRef(entityRef);
  return {
    recipients: { type: 'entity', entityRef: owner },
    payload: {
      title: titleOf(item, before),
      description: descriptionOf(item),
      link: `/catalog/${entity.namespace}/${entity.kind}/${entity.name}`,
      severity: SEVERITY[status],
      topic: 'Amazon Personalize',
      scope: `personalize-setup:${name}`,
    },
  };
}

function titleOf(
  { name, title = name, status }: SetupItem<Finding>,
  before: SetupStatus,
): string {
  const called = `Set-up ${title}`;
  switch (status) {
    case 'drifted':
      return `${called} has drifted: AWS no longer holds what was set up`;
    case 'failed':
      return `${called} doesn't hold all that was asked for`;
    case 'attention':
      return `${called} works, and needs your attention`;
    case 'unknown':
      return `${called} can't be checked`;
    case 'revoked':
      return `${called} was taken back`;
    default:
      return before === 'unknown'
        ? `${called} can be checked again, and holds`
        : `${called} holds again`;
  }
}

function descriptionOf({
  accountId,
  region,
  roleName,
  status,
  failing,
}: SetupItem<Finding>): string {
  const where = `Role ${roleName} in account ${accountId}, ${region}.`;
  if (status === 'ok') {
    return `${where} All that was asked for is there.`;
  }
  // The owner's group may hold people who may not read what others wrote.
  const checks = failing.map(found =>
    describeFinding(found, { quotes: false }),
  );
  const left = checks.length - SHOWN_CHECKS;
  return [
    where,
    ...checks.slice(0, SHOWN_CHECKS).map(sentenceOf),
    ...(left > 0 ? [`And ${left} more, on the page of the set-up.`] : []),
  ].join('\n');
}

function sentenceOf({ title, remedy }: Check): string {
  const stop = /[.!?]$/.test(title) ? '' : '.';
  return `- ${title}${stop}${remedy ? ` ${remedy}` : ''}`;
}
