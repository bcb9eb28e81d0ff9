import { PermissionSetPrincipal } from './access';

/**
 * What a change is about, or where a policy stands: something with an ARN, as a
 * whole or one thing that belongs to it. `Change.resource`, the ledger, ids of
 * findings and messages have it as a text. Only {@link placeText} writes that text,
 * and only {@link parsePlace} reads it: it is signed in the ledger, so it never changes.
 */
export type Place = { arn: string } & (
  | {
      /** `ARN`: a role, managed policy, key, bucket, group or user. A change of a bucket or key is one of its policy. */
      kind: 'whole';
    }
  | {
      /** `ARN#trust-policy`, `ARN#tags`: of a role. */
      kind: 'trust-policy' | 'tags';
    }
  | {
      /** `ARN#inline-policy/NAME`: of a role, group or user. */
      kind: 'inline-policy';
      name: string;
    }
  | {
      /** `ARN#attached-policy/ARN`: a managed policy on a role, group or user. */
      kind: 'attached-policy';
      policyArn: string;
    }
  | {
      /** `ARN#permission-set/NAME`, and what belongs to it: in an instance of IAM Identity Center. */
      kind: 'permission-set';
      name: string;
      /** Undefined for the permission set itself. */
      detail?: PermissionSetDetail;
    }
  | {
      /** `ARN#...` that this version doesn't know. */
      kind: 'other';
      text: string;
    }
);

/** What belongs to a permission set. */
export type PermissionSetDetail =
  | {
      /** `/customer-managed-policy` with path and name: a policy that the set refers to. */
      kind: 'customer-managed-policy';
      /** Starts and ends with `/`. */
      path: string;
      name: string;
    }
  | {
      /** `/assignment/ACCOUNT/group/ID` or `user`: who has the set in an account. */
      kind: 'assignment';
      accountId: string;
      assignee: PermissionSetPrincipal['assignTo'][number];
    }
  | {
      /** `/provisioning/ACCOUNT`: the version of the set that an account has. */
      kind: 'provisioning';
      accountId: string;
    }
  | {
      /** What this version doesn't know. */
      kind: 'other';
      text: string;
    };

/** A place as `Change.resource` has it. */
export function placeText(place: Place): string {
  const { arn, kind } = place;
  if (kind === 'whole') {
    return arn;
  }
  const name = placeName(place);
  if (kind === 'other') {
    return `${arn}#${name}`;
  }
  return `${arn}#${kind}${name === undefined ? '' : `/${name}`}`;
}

/** Which one of its kind a place is; undefined where there is but one. */
export function placeName(place: Place): string | undefined {
  switch (place.kind) {
    case 'inline-policy':
      return place.name;
    case 'attached-policy':
      return place.policyArn;
    case 'permission-set':
      return `${place.name}${place.detail ? detailText(place.detail) : ''}`;
    case 'other':
      return place.text;
    default:
      return undefined;
  }
}

function detailText(detail: PermissionSetDetail): string {
  switch (detail.kind) {
    case 'customer-managed-policy':
      return `/customer-managed-policy${detail.path}${detail.name}`;
    case 'assignment':
      return `/assignment/${detail.accountId}/${detail.assignee.kind}/${detail.assignee.id}`;
    case 'provisioning':
      return `/provisioning/${detail.accountId}`;
    default:
      return `/${detail.text}`;
  }
}

/** Reads what {@link placeText} wrote. Each text is a place: what this version doesn't know is `other`. */
export function parsePlace(resource: string): Place {
  const [arn, text] = cut(resource, '#');
  if (text === undefined) {
    return { arn, kind: 'whole' };
  }
  const [kind, name] = cut(text, '/');
  if (!name) {
    return text === 'trust-policy' || text === 'tags'
      ? { arn, kind: text }
      : { arn, kind: 'other', text };
  }
  switch (kind) {
    case 'inline-policy':
      return { arn, kind, name };
    case 'attached-policy':
      return { arn, kind, policyArn: name };
    case 'permission-set': {
      const [set, detail] = cut(name, '/');
      return {
        arn,
        kind,
        name: set,
        ...(detail === undefined ? {} : { detail: parseDetail(detail) }),
      };
    }
    default:
      return { arn, kind: 'other', text };
  }
}

function parseDetail(text: string): PermissionSetDetail {
  const [, path, name] =
    /^customer-managed-policy(\/(?:.*\/)?)([^/]*)$/.exec(text) ?? [];
  if (path !== undefined && name !== undefined) {
    return { kind: 'customer-managed-policy', path, name };
  }
  const [kind, accountId = '', assignee, id, ...more] = text.split('/');
  if (kind === 'provisioning' && assignee === undefined) {
    return { kind, accountId };
  }
  return kind === 'assignment' &&
    (assignee === 'group' || assignee === 'user') &&
    id !== undefined &&
    more.length === 0
    ? { kind, accountId, assignee: { kind: assignee, id } }
    : { kind: 'other', text };
}

/** Whether a resource is one of the inline policies of a role, group or user. */
export function isInlinePolicyOf(arn: string, resource: string): boolean {
  const place = parsePlace(resource);
  return place.kind === 'inline-policy' && place.arn === arn;
}

/** The text before the first separator and after it. */
function cut(text: string, separator: string): [string, string | undefined] {
  const index = text.indexOf(separator);
  return index < 0
    ? [text, undefined]
    : [text.slice(0, index), text.slice(index + 1)];
}
