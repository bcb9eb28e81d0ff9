import { ListPoliciesCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { ListAliasesCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import {
  BucketItem,
  KeyItem,
  PolicyItem,
  RoleItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { keyFlaw } from '../parts/usableKey';
import { awsRead } from './awsCall';
import { AwsOperationError } from './awsError';
import { inBatches } from './inBatches';
import { describeKey } from './kms';
import { allPages } from './paginate';

/** As many as AWS gives in one answer. */
const PAGE = 1000;

/** The buckets of the account, in all Regions. */
export async function listBuckets(session: AwsSession): Promise<BucketItem[]> {
  return allPages(async next => {
    const answer = await awsRead(
      session,
      { operation: 's3:ListBuckets', resource: 'the buckets of the account' },
      options =>
        session.s3.send(
          // S3 tells Regions only where the number is limited.
          new ListBucketsCommand({ MaxBuckets: PAGE, ContinuationToken: next }),
          options,
        ),
    );
    return {
      items: (answer.Buckets ?? []).map(({ Name = '', BucketRegion }) => ({
        name: Name,
        ...(BucketRegion && { region: BucketRegion }),
      })),
      next: answer.ContinuationToken,
    };
  });
}

/**
 * The keys of the account and Region without those whose alias says that they
 * are AWS's own. Whether one can be used, {@link areUsableKeys} tells.
 */
export async function listKeys(session: AwsSession): Promise<KeyItem[]> {
  const [arns, aliases] = await Promise.all([
    listKeyArns(session),
    listAliases(session),
  ]);
  return arns.flatMap(keyArn => {
    const own = (aliases.get(keyArn.split('/').at(-1) ?? '') ?? []).sort();
    return own.some(alias => alias.startsWith('alias/aws/'))
      ? []
      : [{ keyArn, aliases: own }];
  });
}

async function listKeyArns(session: AwsSession): Promise<string[]> {
  return allPages(async marker => {
    const answer = await awsRead(
      session,
      { operation: 'kms:ListKeys', resource: 'the keys of the account' },
      options =>
        session.kms.send(
          new ListKeysCommand({ Marker: marker, Limit: PAGE }),
          options,
        ),
    );
    return {
      items: (answer.Keys ?? []).map(({ KeyArn = '' }) => KeyArn),
      next: answer.NextMarker,
    };
  });
}

/** All aliases, by the id of their key. */
async function listAliases(
  session: AwsSession,
): Promise<Map<string, string[]>> {
  const aliases = await allPages(async marker => {
    const answer = await awsRead(
      session,
      { operation: 'kms:ListAliases', resource: 'the aliases of the account' },
      options =>
        session.kms.send(new ListAliasesCommand({ Marker: marker }), options),
    );
    return { items: answer.Aliases ?? [], next: answer.NextMarker };
  });
  const byKey = new Map<string, string[]>();
  for (const { AliasName, TargetKeyId } of aliases) {
    if (AliasName && TargetKeyId) {
      byKey.set(TargetKeyId, [...(byKey.get(TargetKeyId) ?? []), AliasName]);
    }
  }
  return byKey;
}

/** KMS throttles those who look at many keys at once. */
const KEYS_AT_ONCE = 10;

/**
 * Whether a set-up can use each of some keys. One that the portal may not look at
 * can't be granted either.
 */
export async function areUsableKeys(
  session: AwsSession,
  keyArns: readonly string[],
): Promise<boolean[]> {
  return inBatches(KEYS_AT_ONCE, keyArns, keyArn =>
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

/** The roles of the account that aren't AWS's own. */
export async function listRoles(session: AwsSession): Promise<RoleItem[]> {
  return allPages(async marker => {
    const answer = await awsRead(
      session,
      { operation: 'iam:ListRoles', resource: 'the roles of the account' },
      options =>
        session.iam.send(
          new ListRolesCommand({ Marker: marker, MaxItems: PAGE }),
          options,
        ),
    );
    return {
      items: (answer.Roles ?? []).flatMap(
        ({ RoleName = '', Path = '/', Arn = '' }) =>
          PATHS_OF_AWS.some(path => Path.startsWith(path))
            ? []
            : [{ roleName: RoleName, rolePath: Path, roleArn: Arn }],
      ),
      next: answer.Marker,
    };
  });
}

/** The managed policies of the account, without those that AWS manages. */
export async function listPolicies(session: AwsSession): Promise<PolicyItem[]> {
  return allPages(async marker => {
    const answer = await awsRead(
      session,
      {
        operation: 'iam:ListPolicies',
        resource: 'the policies of the account',
      },
      options =>
        session.iam.send(
          new ListPoliciesCommand({
            Scope: 'Local',
            Marker: marker,
            MaxItems: PAGE,
          }),
          options,
        ),
    );
    return {
      items: (answer.Policies ?? []).map(({ PolicyName = '', Arn = '' }) => ({
        policyName: PolicyName,
        policyArn: Arn,
      })),
      next: answer.Marker,
    };
  });
}
