import { JsonObject } from '@backstage/types';
import {
  Holding,
  isPolicyDocument,
  PartName,
  PolicyDocument,
  sameDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { AwsOperationError } from '../../aws/awsError';
import { IamRole } from '../../aws/iam';
import { Blocker, Remainder, RevokeSubject } from '../../engine/plan';
import {
  InlinePolicyState,
  inlinePolicyHome,
  readInlinePolicyState,
} from './inlinePolicy';
import { isManaged } from './tags';
import { RoleStanding } from './roleStanding';

/** The record of one resource. */
export function holdingOf(
  { holdings }: Pick<RevokeSubject, 'holdings'>,
  resource: string,
): Holding | undefined {
  return holdings.find(holding => holding.resource === resource);
}

/** The resources that a part has changed. */
export function resourcesOf(
  { holdings }: Pick<RevokeSubject, 'holdings'>,
  part: PartName,
): string[] {
  return holdings
    .filter(holding => holding.part === part)
    .map(({ resource }) => resource);
}

/** The policy document of a resource before the set-up, if it had one. */
export function documentBefore(
  subject: Pick<RevokeSubject, 'holdings'>,
  resource: string,
): PolicyDocument | undefined {
  const before = holdingOf(subject, resource)?.before;
  return isPolicyDocument(before) ? before : undefined;
}

/** The policy document that the set-up wrote last. */
export function documentWritten(
  subject: Pick<RevokeSubject, 'holdings'>,
  resource: string,
): PolicyDocument | undefined {
  const after = holdingOf(subject, resource)?.after;
  return isPolicyDocument(after) ? after : undefined;
}

/** All documents that the set-up wrote, as it left them. */
export function documentsHeld({ holdings }: Pick<RevokeSubject, 'holdings'>): {
  resource: string;
  document: JsonObject;
}[] {
  return holdings.map(({ resource, after }) => ({ resource, document: after }));
}

/**
 * The rest of a document, in the exact form from before the set-up if it means the
 * same. Comparing texts would otherwise show a difference, for example for a single
 * statement without a list, or a missing version.
 */
export function restoredDocument(
  left: PolicyDocument | undefined,
  before: PolicyDocument | undefined,
): PolicyDocument | undefined {
  return before && sameDocument(left, before) ? before : left;
}

/**
 * Whether a role may be deleted: only if the set-up created it.
 *
 * @returns why not; `undefined` if it may
 */
export function notCreatedHere(
  subject: Pick<RevokeSubject, 'holdings'>,
  role: IamRole,
): string | undefined {
  const holding = holdingOf(subject, role.arn);
  if (!holding || holding.before) {
    return isManaged(role.tags)
      ? 'there is no record that this set-up created the role, so it stays. Delete it by hand if nobody needs it'
      : 'the set-up adopted the role, so it stays';
  }
  const roleId = holding.readBack?.roleId;
  if (typeof roleId === 'string' && roleId !== role.roleId) {
    return `the role that this set-up created (${roleId}) is gone, and somebody created another role with its name (${role.roleId}), which stays`;
  }
  if (typeof roleId !== 'string' && !isManaged(role.tags)) {
    return 'nothing proves that this is still the role that this set-up created (it has no tag personalize:managed), so it stays. Delete it by hand if it did';
  }
  return undefined;
}

/** One of the role's inline policies; undefined without a role. */
export async function readAddedInline(
  session: AwsSession,
  { role, found }: RevokeSubject,
  policyName: string,
): Promise<InlinePolicyState> {
  return found
    ? readInlinePolicyState(session, role, policyName)
    : {
        home: inlinePolicyHome(role, policyName),
        document: undefined,
        others: new Map(),
      };
}

/** The role's standing in a revoke, whoever made it. */
export function standingOf({ found }: RevokeSubject): RoleStanding {
  return {
    role: found,
    isForeign: false,
    isAdopted: false,
    isReplaced: false,
    surprises: [],
  };
}

/** What was read, or why AWS refused. */
export type Sight<T> = { seen: T } | { refusal: AwsOperationError };

/** Reads what may have moved out of reach. */
export async function sightOf<T>(read: Promise<T>): Promise<Sight<T>> {
  try {
    return { seen: await read };
  } catch (error) {
    if (error instanceof AwsOperationError && error.failure === 'refused') {
      return { refusal: error };
    }
    throw error;
  }
}

/** What is out of reach would keep its access: a revoke stops there unless it is forced. */
export function stopsAtRemainders(kept: readonly Remainder[]): Blocker[] {
  return kept.map(({ resource, reason }) => ({
    kind: 'unreadable',
    resource,
    message: reason,
  }));
}
