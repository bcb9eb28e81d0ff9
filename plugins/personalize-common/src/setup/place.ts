import { PermissionSetPrincipal } from './access';

/**
 * What a change is about, or where a policy is: a whole resource with an ARN, or
 * one thing that belongs to it. `Change.resource`, the ledger, ids of findings and
 * messages use its text. Only {@link placeText} writes that text, and only
 * {@link parsePlace} reads it. The ledger signs it, so its form never changes.
 *
 * - `ARN`: a whole role, managed policy, key, bucket, group or user. For a bucket
 *   or key, the change is one of its policy.
 * - `ARN#trust-policy`, `ARN#tags`: of a role.
 * - `ARN#inline-policy/NAME`: of a role, group or user.
 * - `ARN#attached-policy/ARN`: a managed policy on a role, group or user.
 * - `ARN#permission-set/NAME`, and its details: in an instance of IAM Identity
 *   Center.
 * - `other`: an `ARN#NAME` that this version doesn't know.
 */
export type Place = { arn: string } & (
  | { kind: 'whole' | 'trust-policy' | 'tags' }
  | { kind: 'inline-policy' | 'attached-policy' | 'other'; name: string }
  | { kind: 'permission-set'; name: string; detail?: PermissionSetDetail }
);

/**
 * What belongs to a permission set.
 *
 * - `/customer-managed-policy` with path and name: a policy that it refers to. The
 *   path starts and ends with `/`.
 * - `/assignment/ACCOUNT/KIND/ID`: who has it in an account.
 * - `/provisioning/ACCOUNT`: the version of it in an account.
 * - `other`: a `/NAME` that this version doesn't know.
 */
export type PermissionSetDetail =
  | { kind: 'customer-managed-policy'; path: string; name: string }
  | {
      kind: 'assignment';
      accountId: string;
      assignee: PermissionSetPrincipal['assignTo'][number];
    }
  | { kind: 'provisioning'; accountId: string }
  | { kind: 'other'; name: string };

/** The text of a place, as in `Change.resource`. */
export function placeText(place: Place): string {
  const { arn, kind } = place;
  switch (kind) {
    case 'whole':
      return arn;
    case 'trust-policy':
    case 'tags':
      return `${arn}#${kind}`;
    case 'other':
      return `${arn}#${place.name}`;
    default:
      return `${arn}#${kind}/${placeName(place)}`;
  }
}

/** The name of a place among others of its kind. Undefined if there is only one. */
export function placeName(place: Place): string | undefined {
  if (place.kind === 'permission-set' && place.detail) {
    return `${place.name}/${detailText(place.detail)}`;
  }
  return 'name' in place ? place.name : undefined;
}

function detailText(detail: PermissionSetDetail): string {
  switch (detail.kind) {
    case 'customer-managed-policy':
      return `customer-managed-policy${detail.path}${detail.name}`;
    case 'assignment':
      return `assignment/${detail.accountId}/${detail.assignee.kind}/${detail.assignee.id}`;
    case 'provisioning':
      return `provisioning/${detail.accountId}`;
    default:
      return detail.name;
  }
}

/** Reads the text of {@link placeText}. Every text is a place: an unknown one is `other`. */
export function parsePlace(resource: string): Place {
  // A path in IAM may hold a "#" of its own, so a kind that is known counts first.
  const [, arn = '', text] =
    /^(.*?)#((?:trust-policy|tags)$|(?:inline-policy|attached-policy|permission-set)\/.*)/s.exec(
      resource,
    ) ??
    /^([^#]*)(?:#(.*))?$/s.exec(resource) ??
    [];
  if (text === undefined) {
    return { arn, kind: 'whole' };
  }
  if (text === 'trust-policy' || text === 'tags') {
    return { arn, kind: text };
  }
  const [, kind, name = ''] = /^([^/]*)\/(.+)$/s.exec(text) ?? [];
  switch (kind) {
    case 'inline-policy':
    case 'attached-policy':
      return { arn, kind, name };
    case 'permission-set': {
      const [, set = '', detail] = /^([^/]*)(?:\/(.*))?$/s.exec(name) ?? [];
      return {
        arn,
        kind,
        name: set,
        ...(detail === undefined ? {} : { detail: parseDetail(detail) }),
      };
    }
    default:
      return { arn, kind: 'other', name: text };
  }
}

function parseDetail(text: string): PermissionSetDetail {
  const [, path, name = ''] =
    /^customer-managed-policy(\/(?:.*\/)?)([^/]*)$/.exec(text) ?? [];
  if (path !== undefined) {
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
    : { kind: 'other', name: text };
}

/** Whether a place is one of the inline policies of a role, group or user. */
export function isInlinePolicyOf(arn: string, resource: string): boolean {
  const place = parsePlace(resource);
  return place.kind === 'inline-policy' && place.arn === arn;
}
