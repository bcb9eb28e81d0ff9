import { bucketArn } from '../../aws/arn';
import {
  bucketStatement,
  roleBucketStatement,
} from '../../documents/bucketPolicy';
import { ResourcePolicy } from '../../evaluate/decide';
import { BucketAccess } from '../../setup/access';
import { ExpectedAccess, HeldAccess, HeldBucket, Obstacle } from '../access';
import { statementsForBucket } from '../expectedStatements';
import { Finding, obstacleFinding } from '../finding';
import { bucketRole, bucketService, bucketUsable } from '../ids';
import { statementsAtPlaces } from '../statementPlaces';
import { proveDefaultKey } from './defaultKey';
import { proveExpectation } from './expectation';
import { roleRequest, serviceRequest } from './requests';
import { ownIn, roleAlone, roleWith } from './serviceRole';
import { usesOf } from './uses';

/** Proves that Personalize and the role can do on each prefix what its workflows need. */
export function proveBuckets(
  expected: ExpectedAccess,
  held: HeldAccess,
): Finding[] {
  const buckets = [...new Set(expected.buckets.map(({ bucket }) => bucket))];
  return buckets.flatMap(bucket => {
    const found = held.buckets.find(one => one.bucket === bucket);
    const accesses = expected.buckets.filter(
      access => access.bucket === bucket,
    );
    const obstacle = found ? obstacleOf(expected, found) : unread(bucket);
    return [
      ...(obstacle ? [obstacleFinding(bucketUsable(bucket), obstacle)] : []),
      ...(found && !obstacle
        ? accesses.map(access => proveService(expected, found, access))
        : []),
      ...accesses.flatMap(access =>
        proveRolesSide(expected, held, access, obstacle ? undefined : found),
      ),
      ...(found && !obstacle ? proveDefaultKey(expected, held, found) : []),
    ];
  });
}

function unread(bucket: string): Obstacle {
  return {
    outcome: 'unknown',
    message: `The portal couldn't read bucket ${bucket}.`,
    remedy: 'Run the check again.',
  };
}

/** A bucket's policy can be read only from its own account. */
function obstacleOf(
  { role }: ExpectedAccess,
  { bucket, accountId, policy, obstacle }: HeldBucket,
): Obstacle | undefined {
  if (obstacle) {
    return obstacle;
  }
  return accountId !== role.accountId && !policy.document
    ? {
        outcome: 'warning',
        message: `Bucket ${bucket} belongs to account ${accountId}, and AWS doesn't show its policy from here.`,
        remedy:
          'Ask its owner whether the bucket policy has the statements from the run.',
      }
    : undefined;
}

function proveService(
  expected: ExpectedAccess,
  found: HeldBucket,
  access: BucketAccess,
): Finding {
  const { role, sourceConditions } = expected;
  const { policy, accountId } = found;
  const asked = bucketStatement(role, access, sourceConditions);
  return proveExpectation({
    id: bucketService(access),
    who: { kind: 'service' },
    deed: {
      kind: 'bucket',
      bucket: access.bucket,
      prefix: access.prefix,
      bySelf: false,
    },
    requests: usesOf(asked).map(use =>
      serviceRequest(role, { ...use, resourceAccount: accountId }),
    ),
    policies: {
      identity: [],
      resource: {
        name: policy.place,
        document: policy.document,
        kind: 'bucket',
        accountId,
      },
    },
    own: statementsAtPlaces([policy]).find(
      ({ statement }) => statement.Sid === asked.Sid,
    ),
    ...(sourceConditions === 'required'
      ? { undocumented: statementsForBucket(expected, found).statements }
      : {}),
  });
}

/**
 * @param found - undefined if its policy wasn't read; then only the role's own side
 * is proven
 */
function proveRolesSide(
  expected: ExpectedAccess,
  { role: held }: HeldAccess,
  access: BucketAccess,
  found: HeldBucket | undefined,
): Finding[] {
  if (!held) {
    return [];
  }
  const { role } = expected;
  const asked = roleBucketStatement(role, access);
  const resource: ResourcePolicy | undefined = found && {
    name: bucketArn(role.partition, access.bucket),
    document: found.policy.document,
    kind: 'bucket',
    accountId: found.accountId,
  };
  return [
    proveExpectation({
      id: bucketRole(access),
      who: { kind: 'role', roleName: role.roleName },
      deed: {
        kind: 'bucket',
        bucket: access.bucket,
        prefix: access.prefix,
        bySelf: !resource,
      },
      requests: usesOf(asked).map(use =>
        roleRequest(
          role,
          { ...use, resourceAccount: access.bucketOwner ?? role.accountId },
          held.roleId,
        ),
      ),
      policies: resource ? roleWith(held, resource) : roleAlone(held),
      own: ownIn(held, [asked]),
    }),
  ];
}
