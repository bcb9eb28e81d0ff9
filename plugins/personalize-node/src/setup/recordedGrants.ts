import {
  asList,
  BucketAndPrefix,
  bucketAndPrefixOf,
  bucketSid,
  certifyKeyStatement,
  certifyRoleKeyStatement,
  Holding,
  isPolicyDocument,
  parseArn,
  PolicyStatement,
  RoleRecord,
  RoleTarget,
  statementsOf,
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
  const statements = holdings.flatMap(({ resource, after }) =>
    isPolicyDocument(after)
      ? statementsOf(after).map(statement => ({ resource, statement }))
      : [],
  );
  const buckets = [
    ...statements.flatMap(({ statement }) => bucketOf(role, statement)),
    ...recordedElsewhere(role, asked),
  ];
  return {
    recordedKeyArns: [
      ...new Set(
        statements.flatMap(({ resource, statement }) =>
          keysOf(role, resource, statement),
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

/** The keys that a statement of ours grants: in the key's own policy, or in the role's. */
function keysOf(
  role: RoleTarget,
  resource: string,
  statement: PolicyStatement,
): string[] {
  if (parseArn(resource)?.service === 'kms') {
    return certifyKeyStatement(
      role,
      resource,
    )(statement).includes(statement.Sid ?? '')
      ? [resource]
      : [];
  }
  return asList(statement.Resource).filter(keyArn =>
    certifyRoleKeyStatement(role)({ ...statement, Resource: keyArn }).includes(
      statement.Sid ?? '',
    ),
  );
}

function bucketOf(
  role: RoleTarget,
  statement: PolicyStatement,
): BucketAndPrefix[] {
  const subject = bucketAndPrefixOf(statement);
  return subject &&
    statement.Sid === bucketSid(role, subject.bucket, subject.prefix)
    ? [subject]
    : [];
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
