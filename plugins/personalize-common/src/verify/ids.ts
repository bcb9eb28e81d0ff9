import { BucketAndPrefix } from '../documents/bucketPolicy';
import { PolicyStatement } from '../policy/document';
import { Preset } from '../service/presets';
import { Principal } from '../setup/access';
import { PartName } from '../setup/change';

/*
 * The ids of all findings. They are the same for the same set-up in every check,
 * and each names at most one finding.
 */

/** The service role exists. */
export const ROLE_EXISTS = 'role:exists';
/** It has the requested permissions boundary. */
export const ROLE_BOUNDARY = 'role:boundary';
/** It may call Personalize as its service policy says. */
export const ROLE_SERVICE_POLICY = 'role:service-policy';
/** It may publish metrics. */
export const ROLE_METRICS = 'role:metrics';

/** Personalize, acting for this account in a Region, assumes the role. */
export const trustUseId = (region: string) =>
  `trust:personalize-assumes:${region}`;
/** Personalize assumes it for no other account. */
export const TRUST_ONLY_THIS_ACCOUNT = 'trust:only-this-account';

/** A bucket exists and its policy can be read. Reported only if not. */
export const bucketUsable = (bucket: string) => `s3:usable:${bucket}`;
/** Personalize itself can do what the workflows need on a prefix. */
export const bucketService = ({ bucket, prefix }: BucketAndPrefix) =>
  `s3:service:${bucket}/${prefix}`;
/** The role can. */
export const bucketRole = ({ bucket, prefix }: BucketAndPrefix) =>
  `s3:role:${bucket}/${prefix}`;
/** The key that a bucket encrypts with by default can be used. */
export const bucketDefaultKey = (bucket: string) => `s3:default-key:${bucket}`;

/** A key can be used at all. */
export const keyUsable = (keyArn: string) => `kms:usable:${keyArn}`;
/** Personalize itself can do what the workflows need with a key. */
export const keyService = (keyArn: string) => `kms:service:${keyArn}`;
/** The role can. */
export const keyRole = (keyArn: string) => `kms:role:${keyArn}`;

/** Statements on buckets or keys don't name an account. Reported only if so. */
export const anyAccount = (part: 's3' | 'kms') => `${part}:any-account`;

/** The checks of a principal with a preset. */
export type PeopleCheck =
  /** Nothing stops its people. Reported only if something does. */
  | 'usable'
  /** The preset's policy is attached to it. */
  | 'attached'
  /** Somebody has it. Reported only if nobody does. */
  | 'assigned'
  /** It can do each action of the preset. */
  | 'allows'
  /** It can pass this role to Personalize. */
  | 'pass-role'
  /** Its role lets in exactly the requested people. */
  | 'trust';

export const peopleId = (
  check: PeopleCheck,
  preset: Preset,
  principal: Principal,
) =>
  `users:${check}:${preset}:${principal.type}/${
    'roleName' in principal ? principal.roleName : principal.name
  }`;

/** Who else has the policy of a preset. Reported only if that can't be read. */
export const OTHER_HOLDERS = 'users:others';
/** Somebody has it without a request. */
export const otherHolderId = (policyArn: string, name: string) =>
  `${OTHER_HOLDERS}:${policyArn}:${name}`;

/** The last written state is in place: in a policy, a role's policies, or another resource. */
export const standingId = (holder: string) => `stands:${holder}`;
/** A run would now write something else there. */
export const updateId = (resource: string) => `update:${resource}`;
/** The last request can be planned. Reported only if not. */
export const PLANNABLE = 'setup:plan';
/** A warning of a plan, as long as it applies. */
export const planWarning = (part: PartName, resource: string) =>
  `plan:${part}:${resource}`;
/** AWS can be read. Reported only if not. */
export const READABLE = 'aws:readable';

/** Nothing beyond the request was opened in a policy, or in the policies of a role. */
export const closedId = (holder: string) => `opened:${holder}`;
/** One statement that opens more than requested. */
export const openingId = (place: string, statement: string) =>
  `opened:${place}:${statement}`;
/** One Deny that was removed, or denies less. */
export const removedDenyId = (place: string, statement: string) =>
  `deny-gone:${place}:${statement}`;

/** A foreign statement, on a resource that isn't ours, that opens more than requested. */
export const foreignOpeningId = (place: string, statement: string) =>
  `elsewhere:${place}:${statement}`;

/** A foreign statement on a resource of ours. */
export const additionId = (place: string, statement: string) =>
  `added:${place}:${statement}`;
/** A boundary that was added to the service role, or to the role for people of that name. */
export const boundaryAdditionId = (role?: string) => `${addedTo(role)}boundary`;
/** A tag that was added to it. */
export const tagAdditionId = (key: string, role?: string) =>
  `${addedTo(role)}tag:${key}`;

function addedTo(role: string | undefined): string {
  return role === undefined ? 'added:' : `added:${role}:`;
}

/** Whether all failures are others' additions to our resources. No run removes those. */
export function areAdditions(failing: readonly { id: string }[]): boolean {
  return (
    failing.length > 0 &&
    failing.every(({ id }) =>
      ['added', OTHER_HOLDERS].some(kind => id.startsWith(`${kind}:`)),
    )
  );
}

/** How an id names a statement: its Sid if no other statement has it, else its number. */
export function statementId(
  statements: readonly PolicyStatement[],
  index: number,
): string {
  const sid = statements[index]?.Sid;
  const isOnlyOne =
    statements.filter(statement => statement.Sid === sid).length === 1;
  return sid !== undefined && isOnlyOne ? sid : `#${index + 1}`;
}

/** An id without the number of a statement, which changes if others insert statements before it. */
export function withoutNumber(id: string): string {
  return id.replace(/(:#|^access-analyzer:.*:)\d+$/, '$1');
}
