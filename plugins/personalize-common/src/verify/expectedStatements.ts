import { managedPolicyArn, parseArn, roleArn } from '../aws/arn';
import {
  bucketStatement,
  certifyBucketStatement,
  handOffStatements,
  roleBucketStatement,
} from '../documents/bucketPolicy';
import {
  certifyKeyStatement,
  certifyRoleKeyStatement,
  keyStatements,
  roleKeyStatement,
} from '../documents/keyPolicy';
import { PolicyStatement, statementsOf } from '../policy/document';
import { Preset } from '../service/presets';
import { RoleTarget } from '../service/role';
import {
  isServicePolicyStatement,
  servicePolicyName,
  servicePolicyStatements,
} from '../service/servicePolicy';
import { ownedSid } from '../service/sids';
import {
  isUserPolicyStatement,
  userPolicyArn,
  userPolicyStatements,
} from '../service/userPolicy';
import { KmsWorkflow } from '../service/workflows';
import { trustStatement, TrustTarget } from '../trust/trustStatement';
import {
  ExpectedAccess,
  HeldAccess,
  HeldBucket,
  HeldKey,
  PolicyAtPlace,
} from './access';

/** The requested statements of a policy, or of a role's policies, and which are ours. */
export interface ExpectedStatements {
  statements: PolicyStatement[];
  /** Whether this set-up wrote a statement, even if somebody changed it since. */
  isOwn(statement: PolicyStatement, place: string): boolean;
}

/** A resolved key with everything requested for it. */
export interface ExpectedKey {
  held: HeldKey;
  workflows: KmsWorkflow[];
}

/** For whom Personalize may assume the role. */
export function trustTarget({ role, trust }: ExpectedAccess): TrustTarget {
  return {
    partition: role.partition,
    accountId: role.accountId,
    regions: trust.regions,
    sourceArns: trust.sourceArns,
  };
}

/** The requested keys, each once: an alias and an ARN may mean the same key. */
export function expectedKeys(
  { keys }: ExpectedAccess,
  held: HeldAccess,
): ExpectedKey[] {
  const byArn = new Map<string, ExpectedKey>();
  for (const { keyId, workflows } of keys) {
    const key = held.keys.find(one => one.keyId === keyId) ?? unread(keyId);
    const others = byArn.get(key.keyArn)?.workflows ?? [];
    byArn.set(key.keyArn, {
      held: key,
      workflows: [...new Set([...others, ...workflows])],
    });
  }
  return [...byArn.values()];
}

function unread(keyId: string): HeldKey {
  return {
    keyId,
    keyArn: keyId,
    policy: { place: keyId, document: undefined },
    obstacle: {
      outcome: 'unknown',
      message: `The portal couldn't read key ${keyId}.`,
      remedy: 'Run the check again.',
    },
  };
}

/** In the trust policy of the service role. */
export function statementsForTrust(
  expected: ExpectedAccess,
): ExpectedStatements {
  const sid = ownedSid('Trust', expected.role, roleArn(expected.role));
  return {
    statements: [trustStatement(trustTarget(expected), sid)],
    isOwn: ownBySid(() => [sid], []),
  };
}

/**
 * In the policies of the service role: its service policy, and its own statements
 * on buckets and keys. If a key can't be found, its ARN isn't known. The statements
 * on keys there then count as requested.
 */
export function statementsForRole(
  expected: ExpectedAccess,
  keys: readonly ExpectedKey[],
  policies: readonly PolicyAtPlace[],
): ExpectedStatements {
  const { role, settings } = expected;
  const onData = roleDataStatements(expected, keys);
  const isOnKey = ownBySid(certifyRoleKeyStatement(role), []);
  const isOnData = ownBySid(certifyBucketStatement(role), onData);
  const onUnknownKeys = keys.every(isResolved)
    ? []
    : policies.flatMap(({ document, place }) =>
        statementsOf(document).filter(statement => isOnKey(statement, place)),
      );
  return {
    statements: [
      ...servicePolicyStatements(role, settings),
      ...onData,
      ...onUnknownKeys,
    ],
    isOwn: (statement, place) =>
      isOnData(statement, place) ||
      isOnKey(statement, place) ||
      (place === servicePolicyPlace(role) &&
        statement.Effect === 'Allow' &&
        isServicePolicyStatement(statement)),
  };
}

/** What the role's own policies allow on buckets and keys. */
export function roleDataStatements(
  { role, buckets }: ExpectedAccess,
  keys: readonly ExpectedKey[],
): PolicyStatement[] {
  return [
    ...buckets.map(access => roleBucketStatement(role, access)),
    ...keys
      .filter(isResolved)
      .flatMap(
        ({ held, workflows }) =>
          roleKeyStatement(role, held.keyArn, workflows) ?? [],
      ),
  ];
}

function isResolved({ held }: ExpectedKey): boolean {
  return parseArn(held.keyArn)?.resource.startsWith('key/') ?? false;
}

/** The place of the role's service policy. */
export function servicePolicyPlace(role: RoleTarget): string {
  return managedPolicyArn(
    role.partition,
    role.accountId,
    role.rolePath,
    servicePolicyName(role.roleName),
  );
}

/** In the policy of a bucket. */
export function statementsForBucket(
  { role, buckets, sourceConditions }: ExpectedAccess,
  { bucket, accountId }: Pick<HeldBucket, 'bucket' | 'accountId'>,
): ExpectedStatements {
  const statements = buckets
    .filter(access => access.bucket === bucket)
    .flatMap(access =>
      accountId === role.accountId
        ? [bucketStatement(role, access, sourceConditions)]
        : handOffStatements(role, access, sourceConditions),
    );
  return {
    statements,
    isOwn: ownBySid(certifyBucketStatement(role), statements),
  };
}

/** In the policy of a key. */
export function statementsForKey(
  {
    role,
    sourceConditions,
    keySourceConditions = sourceConditions,
  }: ExpectedAccess,
  { held, workflows }: ExpectedKey,
): ExpectedStatements {
  const statements = keyStatements(
    role,
    held.keyArn,
    workflows,
    keySourceConditions,
  );
  return {
    statements,
    isOwn: ownBySid(certifyKeyStatement(role, held.keyArn), statements),
  };
}

/** In the policy of a preset. */
export function statementsForPreset(
  { role, team }: ExpectedAccess,
  preset: Preset,
): ExpectedStatements {
  return {
    statements: userPolicyStatements(role, preset, team),
    isOwn: (statement, place) =>
      place === userPolicyArn(role, preset) &&
      statement.Effect === 'Allow' &&
      isUserPolicyStatement(statement),
  };
}

/** An edited statement no longer certifies itself, so the written Sid also identifies it. */
function ownBySid(
  certify: (statement: PolicyStatement) => string[],
  written: readonly PolicyStatement[],
): ExpectedStatements['isOwn'] {
  const sids = new Set(written.map(({ Sid }) => Sid));
  return statement =>
    statement.Effect === 'Allow' &&
    statement.Sid !== undefined &&
    (sids.has(statement.Sid) || certify(statement).includes(statement.Sid));
}
