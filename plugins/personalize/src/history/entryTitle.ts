import {
  Change,
  HistoryItem,
  parseArn,
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
  { part, resource: path, operation }: Change,
  t: Translate,
): Description {
  const [arn, detail] = split(path, '#');
  const resource = resourceName(arn, t);
  if (detail === undefined) {
    const hasPolicy = part === 's3' || part === 'kms';
    return {
      verb: operation,
      what: hasPolicy
        ? t('change.resource.resourcePolicy', { resource })
        : resource,
    };
  }
  const [kind, name = ''] = split(detail, '/');
  switch (kind) {
    case 'inline-policy':
      return {
        verb: operation,
        what: t('change.resource.inlinePolicy', { name, resource }),
      };
    case 'attached-policy':
      return {
        verb: ATTACH[operation],
        what: resourceName(name, t),
        target: resource,
      };
    case 'permission-set':
      return describePermissionSet(name, operation, t);
    default:
      return {
        verb: operation,
        what: t('change.resource.setting', {
          setting: kind.replaceAll('-', ' '),
          resource,
        }),
      };
  }
}

/** `NAME` for a permission set, `NAME/KIND/...` for something in it. */
function describePermissionSet(
  path: string,
  operation: Change['operation'],
  t: Translate,
): Description {
  const [name, rest = ''] = split(path, '/');
  const resource = t('change.resource.permissionSet', { name });
  const [kind, detail = ''] = split(rest, '/');
  switch (kind) {
    case 'customer-managed-policy':
      return {
        verb: ATTACH[operation],
        what: t('change.resource.policy', { name: lastOf(detail) }),
        target: resource,
      };
    case 'assignment': {
      const [accountId, assignee = ''] = split(detail, '/');
      const [type, id] = split(assignee, '/');
      return {
        verb: ASSIGN[operation],
        what: t('change.resource.inAccount', { resource, accountId }),
        target:
          type === 'group' || type === 'user'
            ? t(`change.resource.${type}`, { name: id ?? '' })
            : assignee,
      };
    }
    case 'provisioning':
      return {
        verb: operation,
        what: t('change.resource.inAccount', { resource, accountId: detail }),
      };
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

/** The text before the first separator and after it. */
function split(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator);
  return index < 0
    ? [text, undefined]
    : [text.slice(0, index), text.slice(index + 1)];
}
