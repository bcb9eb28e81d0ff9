import {
  BucketAndPrefix,
  grantedBuckets,
  grantedKeys,
  Holding,
  RoleRecord,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { isCreatedRole } from '../accounts/rolesOnRecord';
import { recordedElsewhere } from '../parts/handOff';
import { RecordedRole } from '../parts/users/wanted';

/** What the ledger says was granted, whatever AWS's policies tell of it. */
export interface RecordedGrants {
  recordedKeyArns: string[];
  recordedBuckets: BucketAndPrefix[];
  recordedRoles: RecordedRole[];
}

/** What of a role's record tells of grants. */
export interface GrantRecord {
  holdings: readonly Holding[];
  asked: RoleRecord['asked'];
  claim?: RoleRecord['claim'];
  neighbours?: RoleRecord['neighbours'];
}

/**
 * Finds in the record of a role what a run has to take away where it isn't asked
 * for any more. Three grants leave no trace on the role in AWS: a key for imports
 * alone, a role for people from which the policies went before the run broke off,
 * and a bucket of another account that the role has lost.
 */
export function recordedGrants(
  role: RoleTarget,
  { holdings, asked }: GrantRecord,
): RecordedGrants {
  const buckets = [
    ...holdings.flatMap(({ after }) => grantedBuckets(role, after)),
    ...recordedElsewhere(role, asked),
  ];
  return {
    recordedKeyArns: [
      ...new Set(
        holdings.flatMap(({ resource, after }) =>
          grantedKeys(role, resource, after),
        ),
      ),
    ],
    recordedBuckets: buckets.filter(
      ({ bucket, prefix }, index) =>
        buckets.findIndex(
          other => other.bucket === bucket && other.prefix === prefix,
        ) === index,
    ),
    recordedRoles: holdings.flatMap(recordedRole),
  };
}

/** A role for people that was created. */
function recordedRole(holding: Holding): RecordedRole[] {
  const { part, resource, readBack } = holding;
  const roleId = readBack?.roleId;
  return part === 'users' && isCreatedRole(holding)
    ? [
        {
          roleName: resource.split('/').at(-1) ?? '',
          ...(typeof roleId === 'string' ? { roleId } : {}),
        },
      ]
    : [];
}
