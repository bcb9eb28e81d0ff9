import { ListPoliciesCommand } from '@aws-sdk/client-iam';
import { ListAliasesCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import {
  BucketItem,
  KeyItem,
  PolicyItem,
  RoleItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from './awsSession';
import { keyFlaw } from './keyFlaw';
import { allPages } from './awsCall';
import { AwsOperationError } from './awsError';
import { listAllRoles } from './iamReads';
import { inBatches, LOOKED_UP_AT_ONCE } from './inBatches';
import { describeKey } from './kms';

/** The most that AWS gives in one answer. */
const PAGE = 1000;

/** The buckets of the account, in all Regions. */
export async function listBuckets(session: AwsSession): Promise<BucketItem[]> {
  const buckets = await allPages(
    next =>
      session.s3.read(
        // S3 only returns Regions if the number is limited.
        new ListBucketsCommand({ MaxBuckets: PAGE, ContinuationToken: next }),
        'the buckets of the account',
      ),
    answer => answer.Buckets,
  );
  return buckets.map(({ Name = '', BucketRegion }) => ({
    name: Name,
    ...(BucketRegion && { region: BucketRegion }),
  }));
}

/**
 * The keys of the account and Region without those that an AWS alias marks as AWS's
 * own. {@link areUsableKeys} finds which can be used.
 */
export async function listKeys(session: AwsSession): Promise<KeyItem[]> {
  const [keys, aliases] = await Promise.all([
    allPages(
      marker =>
        session.kms.read(
          new ListKeysCommand({ Marker: marker, Limit: PAGE }),
          'the keys of the account',
        ),
      answer => answer.Keys,
    ),
    listAliases(session),
  ]);
  return keys.flatMap(({ KeyArn: keyArn = '' }) => {
    const own = (aliases.get(keyArn.split('/').at(-1) ?? '') ?? []).sort();
    return own.some(alias => alias.startsWith('alias/aws/'))
      ? []
      : [{ keyArn, aliases: own }];
  });
}

/** All aliases, by the id of their key. */
async function listAliases(
  session: AwsSession,
): Promise<Map<string, string[]>> {
  const aliases = await allPages(
    marker =>
      session.kms.read(
        new ListAliasesCommand({ Marker: marker }),
        'the aliases of the account',
      ),
    answer => answer.Aliases,
  );
  const byKey = new Map<string, string[]>();
  for (const { AliasName, TargetKeyId } of aliases) {
    if (AliasName && TargetKeyId) {
      byKey.set(TargetKeyId, [...(byKey.get(TargetKeyId) ?? []), AliasName]);
    }
  }
  return byKey;
}

/**
 * Whether a set-up can use each of some keys. A key that the portal may not read
 * can't be granted either. KMS throttles reads of many keys at once.
 */
export async function areUsableKeys(
  session: AwsSession,
  keyArns: readonly string[],
): Promise<boolean[]> {
  return inBatches(LOOKED_UP_AT_ONCE, keyArns, keyArn =>
    isUsableKey(session, keyArn),
  );
}

async function isUsableKey(
  session: AwsSession,
  keyArn: string,
): Promise<boolean> {
  try {
    const key = await describeKey(session, keyArn);
    return key !== undefined && keyFlaw(key, session) === undefined;
  } catch (error) {
    if (error instanceof AwsOperationError && error.failure === 'refused') {
      return false;
    }
    throw error;
  }
}

/** Roles at these paths are AWS's own; nobody else can edit them. */
const PATHS_OF_AWS = ['/aws-service-role/', '/aws-reserved/'];

/** The account's roles, without AWS's own. */
export async function listRoles(session: AwsSession): Promise<RoleItem[]> {
  const roles = await listAllRoles(session);
  return roles
    .map(({ RoleName = '', Path = '/', Arn = '' }) => ({
      roleName: RoleName,
      rolePath: Path,
      roleArn: Arn,
    }))
    .filter(
      ({ rolePath }) => !PATHS_OF_AWS.some(path => rolePath.startsWith(path)),
    );
}

/** The account's managed policies, without AWS's own. */
export async function listPolicies(session: AwsSession): Promise<PolicyItem[]> {
  const policies = await allPages(
    marker =>
      session.iam.read(
        new ListPoliciesCommand({
          Scope: 'Local',
          Marker: marker,
          MaxItems: PAGE,
        }),
        'the policies of the account',
      ),
    answer => answer.Policies,
  );
  return policies.map(({ PolicyName = '', Arn = '' }) => ({
    policyName: PolicyName,
    policyArn: Arn,
  }));
}
