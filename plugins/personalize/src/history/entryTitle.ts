import { JsonObject } from '@backstage/types';
import {
  Change,
  HistoryItem,
  parseArn,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** What an entry tells, as a heading. */
export function entryTitle(item: HistoryItem): string {
  const { kind, change, outcome, details } = item;
  switch (kind) {
    case 'registered':
      return `Registered the set-up${suffix(' for ', details, 'owner')}`;
    case 'transferred':
      return `Gave the set-up to another owner${suffix(
        ': from ',
        details,
        'from',
      )}${suffix(' to ', details, 'to')}`;
    case 'revoked':
      return 'Took the set-up back';
    case 'accepted':
      return `Accepted a finding${suffix(': ', details, 'id')}${suffix(
        ', because ',
        details,
        'reason',
      )}`;
    default:
      return change
        ? changeTitle(change, outcome === 'applied')
        : 'A change whose details are kept no longer';
  }
}

function suffix(
  before: string,
  details: JsonObject | undefined,
  key: string,
): string {
  const value = details?.[key];
  return typeof value === 'string' ? `${before}${value}` : '';
}

/** How an operation is told: once it is done, and while that isn't known. */
interface Verb {
  done: string;
  tried: string;
}

const VERBS: Record<Change['operation'], Verb> = {
  create: { done: 'Created', tried: 'create' },
  update: { done: 'Changed', tried: 'change' },
  delete: { done: 'Removed', tried: 'remove' },
};

const ATTACHING: Record<Change['operation'], Verb> = {
  create: { done: 'Attached', tried: 'attach' },
  update: { done: 'Attached', tried: 'attach' },
  delete: { done: 'Detached', tried: 'detach' },
};

const ASSIGNING: Record<Change['operation'], Verb> = {
  create: { done: 'Assigned', tried: 'assign' },
  update: { done: 'Assigned', tried: 'assign' },
  delete: { done: 'Unassigned', tried: 'unassign' },
};

/**
 * A change in plain words, for example `Changed the policy of the bucket
 * reco-data`, or `Tried to change ...` where it isn't known to be made.
 */
export function changeTitle(change: Change, isApplied: boolean): string {
  const { verbs, what } = described(change);
  const verb = verbs[change.operation];
  return isApplied ? `${verb.done} ${what}` : `Tried to ${verb.tried} ${what}`;
}

interface Described {
  verbs: Record<Change['operation'], Verb>;
  what: string;
}

function described({ part, resource, operation }: Change): Described {
  const [place, detail] = split(resource, '#');
  if (detail === undefined) {
    const hasPolicy = part === 's3' || part === 'kms';
    return {
      verbs: VERBS,
      what: `${hasPolicy ? 'the policy of ' : ''}${thing(place)}`,
    };
  }
  const [kind, name = ''] = split(detail, '/');
  switch (kind) {
    case 'inline-policy':
      return {
        verbs: VERBS,
        what: `the inline policy ${name} of ${thing(place)}`,
      };
    case 'attached-policy':
      return {
        verbs: ATTACHING,
        what: `${thing(name)} ${operation === 'delete' ? 'from' : 'to'} ${thing(
          place,
        )}`,
      };
    case 'permission-set':
      return permissionSet(name, operation);
    default:
      return {
        verbs: VERBS,
        what: `the ${kind.replaceAll('-', ' ')} of ${thing(place)}`,
      };
  }
}

/** `NAME`, or `NAME/KIND/...` for what belongs to a permission set. */
function permissionSet(
  path: string,
  operation: Change['operation'],
): Described {
  const [name, rest = ''] = split(path, '/');
  const set = `the permission set ${name}`;
  const [kind, detail = ''] = split(rest, '/');
  switch (kind) {
    case 'customer-managed-policy':
      return {
        verbs: ATTACHING,
        what: `the policy ${lastOf(detail)} ${
          operation === 'delete' ? 'from' : 'to'
        } ${set}`,
      };
    case 'assignment': {
      const [accountId, whom = ''] = split(detail, '/');
      return {
        verbs: ASSIGNING,
        what: `${set} in account ${accountId} ${
          operation === 'delete' ? 'from' : 'to'
        } the ${whom.replace('/', ' ')}`,
      };
    }
    case 'provisioning':
      return { verbs: VERBS, what: `${set} in account ${detail}` };
    default:
      return { verbs: VERBS, what: set };
  }
}

const KINDS: Record<string, string> = {
  's3:': 'bucket',
  'kms:key': 'key',
  'iam:role': 'role',
  'iam:policy': 'policy',
  'iam:user': 'user',
  'iam:group': 'group',
};

/** `the bucket reco-data` for its ARN; the ARN where its kind isn't known. */
function thing(arn: string): string {
  const { service, resource } = parseArn(arn) ?? { service: '', resource: arn };
  const type = service === 's3' ? '' : resource.split('/')[0];
  const kind = KINDS[`${service}:${type}`];
  return kind ? `the ${kind} ${lastOf(resource)}` : arn;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** What stands before the first separator, and what after it. */
function split(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator);
  return index < 0
    ? [text, undefined]
    : [text.slice(0, index), text.slice(index + 1)];
}
