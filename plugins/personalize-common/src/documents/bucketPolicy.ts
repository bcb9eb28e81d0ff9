import { bucketArn, roleArn, RoleIdentity } from '../aws/arn';
import {
  asList,
  ConditionBlock,
  PolicyStatement,
  statementsIn,
} from '../policy/document';
import { OwnedStatement } from '../policy/merge';
import { RoleTarget } from '../service/role';
import { SERVICE_PRINCIPAL, serviceArns } from '../service/service';
import { ownedSid } from '../service/sids';
import { s3ActionsFor } from '../service/workflows';
import { BucketAccess, SourceConditions } from '../setup/access';

/**
 * The statement of a bucket policy that lets Personalize use one prefix.
 * Source: Amazon Personalize Developer Guide, "Giving Amazon Personalize access
 * to Amazon S3 resources".
 */
export function bucketStatement(
  role: RoleTarget,
  access: BucketAccess,
  sourceConditions: SourceConditions,
): OwnedStatement {
  const condition = sourceCondition(role, sourceConditions);
  return {
    Sid: bucketSid(role, access.bucket, access.prefix),
    Effect: 'Allow',
    Principal: { Service: SERVICE_PRINCIPAL },
    Action: s3ActionsFor(access.workflows),
    Resource: bucketResources(role, access),
    ...(condition ? { Condition: condition } : {}),
  };
}

/**
 * The two statements that the owner of a bucket in another account must add: one
 * for the service and one for the role. They stay apart because the role's own
 * calls carry no source ARN, so a condition on it would deny them.
 */
export function handOffStatements(
  role: RoleTarget,
  access: BucketAccess,
  sourceConditions: SourceConditions,
): PolicyStatement[] {
  const service = bucketStatement(role, access, sourceConditions);
  const [, roleSid] = handOffSids(role, access.bucket, access.prefix);
  return [
    service,
    {
      Sid: roleSid,
      Effect: 'Allow',
      Principal: { AWS: roleArn(role) },
      Action: service.Action,
      Resource: service.Resource,
    },
  ];
}

/** The Sids of the two statements: for the service, then for the role. */
export function handOffSids(
  role: RoleTarget,
  bucket: string,
  prefix: string,
): [string, string] {
  const arn = bucketArn(role.partition, bucket);
  return [
    ownedSid('S3', role, arn, prefix),
    ownedSid('S3Role', role, arn, prefix),
  ];
}

/**
 * The statement of the role's own policy on one prefix of a bucket. Anybody can
 * reuse a bucket's name after its deletion, so the statement also names the
 * account. The role then can't reach another owner's bucket of that name, or a
 * bucket whose owner was given wrongly.
 * Source: IAM User Guide, "AWS global condition context keys", aws:ResourceAccount.
 */
export function roleBucketStatement(
  role: RoleTarget,
  access: BucketAccess,
): OwnedStatement {
  return {
    Sid: bucketSid(role, access.bucket, access.prefix),
    Effect: 'Allow',
    Action: s3ActionsFor(access.workflows),
    Resource: bucketResources(role, access),
    Condition: {
      StringEquals: {
        'aws:ResourceAccount': access.bucketOwner ?? role.accountId,
      },
    },
  };
}

/** The Sid of this set-up's statement on a prefix, on the bucket and on the role. */
export function bucketSid(
  role: RoleIdentity,
  bucket: string,
  prefix: string,
): string {
  return ownedSid('S3', role, bucketArn(role.partition, bucket), prefix);
}

/** The bucket and prefix that a statement is about. */
export type BucketAndPrefix = Pick<BucketAccess, 'bucket' | 'prefix'>;

/** The bucket and prefix that a statement of this shape is about. Undefined for any other shape. */
export function bucketAndPrefixOf(
  statement: PolicyStatement,
): BucketAndPrefix | undefined {
  const resources = asList(statement.Resource);
  const objects = resources
    .map(resource => /^arn:[^:]+:s3:::([^/*?]+)\/(.*)\*$/.exec(resource))
    .find(match => match !== null);
  if (!objects || resources.length !== 2) {
    return undefined;
  }
  const [, bucket, prefix] = objects;
  return resources.some(resource => resource.endsWith(`:::${bucket}`))
    ? { bucket, prefix }
    : undefined;
}

/** The buckets and prefixes in this set-up's own statements of a policy. */
export function grantedBuckets(
  role: RoleTarget,
  document: unknown,
): BucketAndPrefix[] {
  return statementsIn(document).flatMap(statement => {
    const subject = bucketAndPrefixOf(statement);
    return subject &&
      statement.Sid === bucketSid(role, subject.bucket, subject.prefix)
      ? [subject]
      : [];
  });
}

/** The Sids that make a statement about a bucket this set-up's own. */
export function certifyBucketStatement(
  role: RoleIdentity,
): (statement: PolicyStatement) => string[] {
  return statement => {
    const subject = bucketAndPrefixOf(statement);
    return subject ? [bucketSid(role, subject.bucket, subject.prefix)] : [];
  };
}

/**
 * The condition that limits a service statement on a bucket or key to the account.
 * AWS doesn't document whether Personalize sends the source keys on its direct
 * calls. `if-present` is right in both cases.
 */
export function sourceCondition(
  role: RoleTarget,
  sourceConditions: SourceConditions,
): ConditionBlock | undefined {
  switch (sourceConditions) {
    case 'none':
      return undefined;
    case 'if-present':
      return {
        StringEqualsIfExists: { 'aws:SourceAccount': role.accountId },
      };
    case 'required':
      return {
        StringEquals: { 'aws:SourceAccount': role.accountId },
        ArnLike: {
          'aws:SourceArn': serviceArns(
            role.partition,
            role.region,
            role.accountId,
          ),
        },
      };
    default:
      return unknownSourceConditions(sourceConditions);
  }
}

function unknownSourceConditions(value: never): never {
  throw new Error(`Unknown source conditions ${String(value)}`);
}

function bucketResources(role: RoleTarget, access: BucketAccess): string[] {
  const arn = bucketArn(role.partition, access.bucket);
  return [arn, `${arn}/${access.prefix}*`];
}
