import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  Tag,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  GetKeyPolicyCommand,
  KMSClient,
  ListKeysCommand,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { PolicyStatement } from '@personalize-portal/backstage-plugin-personalize-common';
import { PeopleState, readPeopleState } from './peopleState';

/** Clients that call the account directly, so that nothing is recorded. */
export interface AccountClients {
  iam: IAMClient;
  kms: KMSClient;
  s3: S3Client;
  ssoAdmin: SSOAdminClient;
  /** S3 of the partner's account. */
  partnerS3: S3Client;
}

/** A policy as stored, parsed but not normalised. */
export interface StoredPolicy {
  Version?: string;
  Id?: string;
  Statement: PolicyStatement[];
}

/** Everything in an account that a set-up could change, as the SDK reads it. */
export interface AccountState {
  /** By name. */
  roles: Record<string, RoleState>;
  /** The account's own policies, by ARN, in their default version. */
  policies: Record<string, ManagedPolicyState>;
  /** By bucket, including the partner's; `undefined` if it has no policy. */
  bucketPolicies: Record<string, StoredPolicy | undefined>;
  /** By key ARN. */
  keyPolicies: Record<string, StoredPolicy>;
  people: PeopleState;
}

export interface RoleState {
  arn: string;
  path: string;
  description: string | undefined;
  maxSessionDuration: number | undefined;
  permissionsBoundary: string | undefined;
  tags: Record<string, string>;
  trustPolicy: StoredPolicy;
  attached: string[];
  inline: Record<string, StoredPolicy>;
}

export interface ManagedPolicyState {
  document: StoredPolicy;
  tags: Record<string, string>;
  versions: number;
}

export async function readAccountState(
  clients: AccountClients,
): Promise<AccountState> {
  const { iam, kms, s3, partnerS3 } = clients;
  const [roles, policies, buckets, partnerBuckets, keys, people] =
    await Promise.all([
      iam.send(new ListRolesCommand({ MaxItems: 1000 })),
      iam.send(new ListPoliciesCommand({ Scope: 'Local', MaxItems: 1000 })),
      s3.send(new ListBucketsCommand({})),
      partnerS3.send(new ListBucketsCommand({})),
      kms.send(new ListKeysCommand({ Limit: 1000 })),
      readPeopleState(clients),
    ]);
  return {
    roles: await byName(roles.Roles, ({ RoleName: name = '' }) => [
      name,
      readRole(iam, name),
    ]),
    policies: await byName(policies.Policies, ({ Arn: arn = '' }) => [
      arn,
      readPolicy(iam, arn),
    ]),
    bucketPolicies: {
      ...(await byName(buckets.Buckets, ({ Name: name = '' }) => [
        name,
        readBucketPolicy(s3, name),
      ])),
      ...(await byName(partnerBuckets.Buckets, ({ Name: name = '' }) => [
        name,
        readBucketPolicy(partnerS3, name),
      ])),
    },
    keyPolicies: await byName(keys.Keys, ({ KeyArn: arn = '' }) => [
      arn,
      readKeyPolicy(kms, arn),
    ]),
    people,
  };
}

/** Puts a bucket policy, or deletes it. */
export async function putBucketPolicy(
  s3: S3Client,
  Bucket: string,
  document: StoredPolicy | undefined,
): Promise<void> {
  if (document) {
    await s3.send(
      new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(document) }),
    );
  } else {
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  }
}

export async function putKeyPolicy(
  kms: KMSClient,
  KeyId: string,
  document: StoredPolicy,
): Promise<void> {
  await kms.send(
    new PutKeyPolicyCommand({
      KeyId,
      // moto requires it, unlike AWS.
      PolicyName: 'default',
      Policy: JSON.stringify(document),
    }),
  );
}

export async function putTrustPolicy(
  iam: IAMClient,
  RoleName: string,
  document: StoredPolicy,
): Promise<void> {
  await iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName,
      PolicyDocument: JSON.stringify(document),
    }),
  );
}

export async function putInlinePolicy(
  iam: IAMClient,
  RoleName: string,
  PolicyName: string,
  document: StoredPolicy,
): Promise<void> {
  await iam.send(
    new PutRolePolicyCommand({
      RoleName,
      PolicyName,
      PolicyDocument: JSON.stringify(document),
    }),
  );
}

async function readRole(iam: IAMClient, RoleName: string): Promise<RoleState> {
  const [{ Role: role }, { AttachedPolicies: attached }, { PolicyNames }] =
    await Promise.all([
      iam.send(new GetRoleCommand({ RoleName })),
      iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
      iam.send(new ListRolePoliciesCommand({ RoleName })),
    ]);
  return {
    arn: role?.Arn ?? '',
    path: role?.Path ?? '',
    description: role?.Description,
    maxSessionDuration: role?.MaxSessionDuration,
    permissionsBoundary: role?.PermissionsBoundary?.PermissionsBoundaryArn,
    tags: tagMap(role?.Tags),
    trustPolicy: decoded(role?.AssumeRolePolicyDocument),
    attached: (attached ?? []).map(({ PolicyArn }) => PolicyArn ?? '').sort(),
    inline: await byName(PolicyNames, PolicyName => [
      PolicyName,
      iam
        .send(new GetRolePolicyCommand({ RoleName, PolicyName }))
        .then(answer => decoded(answer.PolicyDocument)),
    ]),
  };
}

async function readPolicy(
  iam: IAMClient,
  PolicyArn: string,
): Promise<ManagedPolicyState> {
  const [{ Policy: policy }, { Versions: versions = [] }] = await Promise.all([
    iam.send(new GetPolicyCommand({ PolicyArn })),
    iam.send(new ListPolicyVersionsCommand({ PolicyArn })),
  ]);
  const { PolicyVersion: version } = await iam.send(
    new GetPolicyVersionCommand({
      PolicyArn,
      VersionId: policy?.DefaultVersionId,
    }),
  );
  return {
    document: decoded(version?.Document),
    tags: tagMap(policy?.Tags),
    versions: versions.length,
  };
}

async function readBucketPolicy(
  s3: S3Client,
  Bucket: string,
): Promise<StoredPolicy | undefined> {
  try {
    const { Policy: policy = '' } = await s3.send(
      new GetBucketPolicyCommand({ Bucket }),
    );
    return JSON.parse(policy);
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucketPolicy') {
      return undefined;
    }
    throw error;
  }
}

async function readKeyPolicy(
  kms: KMSClient,
  KeyId: string,
): Promise<StoredPolicy> {
  const { Policy: policy = '' } = await kms.send(
    new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }),
  );
  return JSON.parse(policy);
}

async function byName<Item, Value>(
  items: Item[] | undefined,
  entry: (item: Item) => [string, Promise<Value>],
): Promise<Record<string, Value>> {
  return Object.fromEntries(
    await Promise.all(
      (items ?? []).map(async (item): Promise<[string, Value]> => {
        const [name, value] = entry(item);
        return [name, await value];
      }),
    ),
  );
}

function tagMap(tags: Tag[] = []): Record<string, string> {
  return Object.fromEntries(
    tags.map(({ Key: key = '', Value: value = '' }) => [key, value]),
  );
}

function decoded(document = ''): StoredPolicy {
  return JSON.parse(decodeURIComponent(document));
}
