import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GrantListEntry,
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
import { AwsSession } from '../accounts/awsSession';
import { oncePerSession } from '../accounts/oncePerSession';
import { awsRead, awsWrite, PassingError, unlessAbsent } from './awsCall';
import { allPages } from './paginate';

/** KMS keys have exactly one policy, of this name. */
const POLICY_NAME = 'default';

/** A key by ARN, id or alias; `undefined` where there is none. */
export const describeKey = oncePerSession(
  async (session, keyId): Promise<KeyMetadata | undefined> =>
    unlessAbsent(
      awsRead(
        session,
        { operation: 'kms:DescribeKey', resource: `key ${keyId}` },
        async options => {
          const answer = await session.kms.send(
            new DescribeKeyCommand({ KeyId: keyId }),
            options,
          );
          return answer.KeyMetadata;
        },
      ),
      'NotFoundException',
    ),
);

/** The policy of a key by ARN. */
export const readKeyPolicy = oncePerSession(
  async (session, keyArn): Promise<PolicyDocument> => {
    const answer = await awsRead(
      session,
      { operation: 'kms:GetKeyPolicy', resource: keyArn },
      options =>
        session.kms.send(
          new GetKeyPolicyCommand({ KeyId: keyArn, PolicyName: POLICY_NAME }),
          options,
        ),
    );
    return parsePolicyDocument(answer.Policy ?? '', keyArn);
  },
);

/** The tags of a key by ARN. */
export const readKeyTags = oncePerSession(
  async (session, keyArn): Promise<Record<string, string>> => {
    const tags = await allPages(async marker => {
      const answer = await awsRead(
        session,
        { operation: 'kms:ListResourceTags', resource: keyArn },
        options =>
          session.kms.send(
            new ListResourceTagsCommand({ KeyId: keyArn, Marker: marker }),
            options,
          ),
      );
      return { items: answer.Tags ?? [], next: answer.NextMarker };
    });
    return Object.fromEntries(
      tags.map(tag => [tag.TagKey ?? '', tag.TagValue ?? '']),
    );
  },
);

/** The aliases of a key by ARN, `alias/NAME` each. */
export const readKeyAliases = oncePerSession(
  async (session, keyArn): Promise<string[]> => {
    const aliases = await allPages(async marker => {
      const answer = await awsRead(
        session,
        { operation: 'kms:ListAliases', resource: keyArn },
        options =>
          session.kms.send(
            new ListAliasesCommand({ KeyId: keyArn, Marker: marker }),
            options,
          ),
      );
      return { items: answer.Aliases ?? [], next: answer.NextMarker };
    });
    return aliases.flatMap(({ AliasName, TargetKeyId }) =>
      AliasName && TargetKeyId && keyArn.endsWith(`/${TargetKeyId}`)
        ? [AliasName]
        : [],
    );
  },
);

/** The grants on a key by ARN, whoever has them. */
export const readKeyGrants = oncePerSession(
  (session, keyArn): Promise<GrantListEntry[]> =>
    allPages(async marker => {
      const answer = await awsRead(
        session,
        { operation: 'kms:ListGrants', resource: keyArn },
        options =>
          session.kms.send(
            new ListGrantsCommand({ KeyId: keyArn, Marker: marker }),
            options,
          ),
      );
      return { items: answer.Grants ?? [], next: answer.NextMarker };
    }),
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
  await awsWrite(
    session,
    { operation: 'kms:PutKeyPolicy', resource: keyArn },
    () =>
      session.kms.send(
        new PutKeyPolicyCommand({
          KeyId: keyArn,
          PolicyName: POLICY_NAME,
          Policy: policyText(document),
        }),
      ),
  );
}

/**
 * A role that was created moments ago isn't yet accepted as a principal, which
 * KMS reports as a malformed policy; that passes within about ten seconds.
 */
export function principalNotAcceptedYet(keyArn: string): PassingError {
  return {
    why: `KMS doesn't accept a principal in the policy of ${keyArn} yet`,
    is: error =>
      error.awsError === 'MalformedPolicyDocumentException' &&
      /principal/i.test(error.awsMessage),
  };
}
