/** An AWS partition in which Amazon Personalize exists. */
export type Partition = 'aws' | 'aws-cn';

/** The partition of a Region; every ARN in that Region starts with it. */
export function partitionOf(region: string): Partition {
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}

/** The six components of an ARN: `arn:partition:service:region:account:resource`. */
export interface Arn {
  partition: string;
  service: string;
  region: string;
  accountId: string;
  resource: string;
}

/** Splits an ARN. Undefined if the text isn't an ARN. The resource may contain colons. */
export function parseArn(text: string): Arn | undefined {
  const [arn, partition, service, region, accountId, ...resource] =
    text.split(':');
  if (arn !== 'arn' || !partition || !service || resource.length === 0) {
    return undefined;
  }
  return {
    partition,
    service,
    region,
    accountId,
    resource: resource.join(':'),
  };
}

/** What an IAM ARN names. */
export interface IamEntity {
  accountId: string;
  /** For example `role`, `group`, `user` or `policy`. */
  kind: string;
  /** Without its path. */
  name: string;
}

/** Splits an IAM ARN. Undefined if the text isn't one. */
export function parseIamArn(text: string): IamEntity | undefined {
  const arn = parseArn(text);
  const [kind = '', ...path] = arn?.resource.split('/') ?? [];
  return arn?.service === 'iam'
    ? { accountId: arn.accountId, kind, name: path.at(-1) ?? '' }
    : undefined;
}

/** Identifies a role before it exists: account, partition, path and name. */
export interface RoleIdentity {
  partition: Partition;
  /** 12 digits as text, because leading zeros count. */
  accountId: string;
  roleName: string;
  /** Starts and ends with `/`. */
  rolePath: string;
}

/** The ARN of a role, which need not exist yet. */
export function roleArn(role: RoleIdentity): string {
  return `arn:${role.partition}:iam::${role.accountId}:role${role.rolePath}${role.roleName}`;
}

/** The ARN of a customer managed policy. `path` starts and ends with `/`. */
export function managedPolicyArn(
  partition: Partition,
  accountId: string,
  path: string,
  name: string,
): string {
  return `arn:${partition}:iam::${accountId}:policy${path}${name}`;
}

/** The ARN of a general purpose bucket. */
export function bucketArn(partition: Partition, bucket: string): string {
  return `arn:${partition}:s3:::${bucket}`;
}
