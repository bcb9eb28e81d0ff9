import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  KeyMetadata,
  ListAliasesCommand,
  ListGrantsCommand,
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import {
  parsePolicyDocument,
  PolicyDocument,
  policyText,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from './awsSession';
import { oncePerSession } from './oncePerSession';
import { allPages, unlessAbsent } from './awsCall';
import { PassingError } from './retry';

/** KMS keys have exactly one policy, of this name. */
const POLICY_NAME = 'default';

/** A key by ARN, id or alias; `undefined` if there is none. */
export const describeKey = oncePerSession(
  async (session, keyId): Promise<KeyMetadata | undefined> => {
    const answer = await unlessAbsent(
      session.kms.read(
        new DescribeKeyCommand({ KeyId: keyId }),
        `key ${keyId}`,
      ),
      'NotFoundException',
    );
    return answer?.KeyMetadata;
  },
);

/** The policy of a key by ARN. */
export const readKeyPolicy = oncePerSession(
  async (session, keyArn): Promise<PolicyDocument> => {
    const answer = await session.kms.read(
      new GetKeyPolicyCommand({ KeyId: keyArn, PolicyName: POLICY_NAME }),
    );
    return parsePolicyDocument(answer.Policy ?? '', keyArn);
  },
);

/** The tags of a key by ARN. */
export const readKeyTags = oncePerSession(
  async (session, keyArn): Promise<Record<string, string>> => {
    const tags = await allPages(
      marker =>
        session.kms.read(
          new ListResourceTagsCommand({ KeyId: keyArn, Marker: marker }),
        ),
      answer => answer.Tags,
    );
    return Object.fromEntries(
      tags.map(tag => [tag.TagKey ?? '', tag.TagValue ?? '']),
    );
  },
);

/** The aliases of a key by ARN, `alias/NAME` each. */
export const readKeyAliases = oncePerSession(
  async (session, keyArn): Promise<string[]> => {
    const aliases = await allPages(
      marker =>
        session.kms.read(
          new ListAliasesCommand({ KeyId: keyArn, Marker: marker }),
        ),
      answer => answer.Aliases,
    );
    return aliases.flatMap(({ AliasName, TargetKeyId }) =>
      AliasName && TargetKeyId && keyArn.endsWith(`/${TargetKeyId}`)
        ? [AliasName]
        : [],
    );
  },
);

/** The grants on a key by ARN, whoever has them. */
export const readKeyGrants = oncePerSession((session, keyArn) =>
  allPages(
    marker =>
      session.kms.read(
        new ListGrantsCommand({ KeyId: keyArn, Marker: marker }),
      ),
    answer => answer.Grants,
  ),
);

/**
 * kms:PutKeyPolicy. The lock-out check stays on: `BypassPolicyLockoutSafetyCheck`
 * is never set.
 */
export async function putKeyPolicy(
  session: AwsSession,
  keyArn: string,
  document: PolicyDocument,
): Promise<void> {
  await session.kms.write(
    new PutKeyPolicyCommand({
      KeyId: keyArn,
      PolicyName: POLICY_NAME,
      Policy: policyText(document),
    }),
  );
}

/**
 * KMS rejects a new role as principal with a malformed policy error; that passes
 * within about ten seconds.
 */
export function principalNotAcceptedYet(keyArn: string): PassingError {
  return {
    why: `KMS doesn't accept a principal in the policy of ${keyArn} yet`,
    is: error =>
      error.awsError === 'MalformedPolicyDocumentException' &&
      /principal/i.test(error.awsMessage),
  };
}
