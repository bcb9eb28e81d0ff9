import {
  Change,
  HistoryItem,
  parseArn,
  parsePlace,
  PermissionSetDetail,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Translate } from '../translation';

/** The heading of an entry. */
export function entryTitle(item: HistoryItem, t: Translate): string {
  const { kind, change, outcome, details = {} } = item;
  const { owner, from, to, id, reason } = details;
  switch (kind) {
    case 'registered':
      return isText(owner)
        ? t('entry.title.registeredFor', { owner })
        : t('entry.title.registered');
    case 'transferred':
      if (!isText(to)) {
        return t('entry.title.transferred');
      }
      return isText(from)
        ? t('entry.title.transferredFrom', { from, to })
        : t('entry.title.transferredTo', { to });
    case 'revoked':
      return t('entry.title.revoked');
    case 'accepted':
      return isText(id) && isText(reason)
        ? t('entry.title.acceptedId', { id, reason })
        : t('entry.title.accepted');
    default:
      return change
        ? changeTitle(change, outcome === 'applied', t)
        : t('entry.title.expired');
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/**
 * A change in plain words, for example `Changed the policy of the bucket
 * reco-data`, or `Tried to change ...` unless AWS confirmed it.
 */
export function changeTitle(
  change: Change,
  isApplied: boolean,
  t: Translate,
): string {
  const { verb, target, what } = describe(change, t);
  const outcome = isApplied ? 'applied' : 'tried';
  return target === undefined
    ? t(`change.${outcome}.${verb}`, { what })
    : t(`change.${outcome}.${verb}`, { what, target });
}

const ATTACH = {
  create: 'attach',
  update: 'attach',
  delete: 'detach',
} as const;
const ASSIGN = {
  create: 'assign',
  update: 'assign',
  delete: 'unassign',
} as const;

type Description =
  | { verb: Change['operation']; what: string; target?: undefined }
  | {
      verb: 'attach' | 'detach' | 'assign' | 'unassign';
      what: string;
      target: string;
    };

function describe(
  { part, resource: text, operation }: Change,
  t: Translate,
): Description {
  const place = parsePlace(text);
  const resource = resourceName(place.arn, t);
  switch (place.kind) {
    case 'whole': {
      const hasPolicy = part === 's3' || part === 'kms';
      return {
        verb: operation,
        what: hasPolicy
          ? t('change.resource.resourcePolicy', { resource })
          : resource,
      };
    }
    case 'inline-policy':
      return {
        verb: operation,
        what: t('change.resource.inlinePolicy', { name: place.name, resource }),
      };
    case 'attached-policy':
      return {
        verb: ATTACH[operation],
        what: resourceName(place.name, t),
        target: resource,
      };
    case 'permission-set':
      return describePermissionSet(
        t('change.resource.permissionSet', { name: place.name }),
        place.detail,
        operation,
        t,
      );
    default: {
      const setting = place.kind === 'other' ? place.name : place.kind;
      return {
        verb: operation,
        what: t('change.resource.setting', {
          setting: setting.replaceAll('-', ' '),
          resource,
        }),
      };
    }
  }
}

function describePermissionSet(
  resource: string,
  detail: PermissionSetDetail | undefined,
  operation: Change['operation'],
  t: Translate,
): Description {
  switch (detail?.kind) {
    case 'customer-managed-policy':
      return {
        verb: ATTACH[operation],
        what: t('change.resource.policy', { name: detail.name }),
        target: resource,
      };
    case 'assignment': {
      const { accountId, assignee } = detail;
      return {
        verb: ASSIGN[operation],
        what: t('change.resource.inAccount', { resource, accountId }),
        target: t(`change.resource.${assignee.kind}`, { name: assignee.id }),
      };
    }
    case 'provisioning': {
      const { accountId } = detail;
      return {
        verb: operation,
        what: t('change.resource.inAccount', { resource, accountId }),
      };
    }
    default:
      return { verb: operation, what: resource };
  }
}

const KINDS = {
  's3:': 'bucket',
  'kms:key': 'key',
  'iam:role': 'role',
  'iam:policy': 'policy',
  'iam:user': 'user',
  'iam:group': 'group',
} as const;

/** `the bucket reco-data` for its ARN; the ARN itself if its kind is unknown. */
function resourceName(arn: string, t: Translate): string {
  const { service, resource } = parseArn(arn) ?? { service: '', resource: arn };
  const type = service === 's3' ? '' : resource.split('/')[0];
  const kind = Object.entries(KINDS).find(
    ([known]) => known === `${service}:${type}`,
  )?.[1];
  return kind ? t(`change.resource.${kind}`, { name: lastOf(resource) }) : arn;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
