import { PlanWarning } from '../../engine/plan';
import { managingToolWarnings } from '../shared/tags';
import { BucketState } from './read';
import { S3Wanted } from './wanted';

/** What readers must know about a bucket besides its policy statements. */
export function bucketWarnings(
  { grantedKeyArns }: Pick<S3Wanted, 'grantedKeyArns'>,
  { bucket, home, encryption, managedBy, accesses }: BucketState,
  isChanged: boolean,
): PlanWarning[] {
  // A former grant with nothing left needs no warning.
  if (accesses.length === 0 && !isChanged) {
    return [];
  }
  const messages = [
    ...encryptionMessages(bucket, encryption, grantedKeyArns),
    ...(accesses.length === 0
      ? [
          `Bucket ${bucket} is no longer listed, so we remove this set-up's statements on it.`,
        ]
      : []),
  ];
  const about = { part: 's3' as const, resource: home.resource };
  return [
    ...managingToolWarnings(about, managedBy, `the policy of bucket ${bucket}`),
    ...messages.map(message => ({ ...about, message })),
  ];
}

/**
 * Sources: Amazon Personalize Developer Guide, "Giving Amazon Personalize
 * permission to use your AWS KMS key"; Amazon S3 User Guide, "Using server-side
 * encryption with AWS KMS keys".
 */
function encryptionMessages(
  bucket: string,
  encryption: BucketState['encryption'],
  grantedKeyArns: readonly string[] | undefined,
): string[] {
  if (!encryption || encryption.algorithm === 'AES256') {
    return [];
  }
  const { algorithm, customerKey } = encryption;
  const messages: string[] = [];
  if (algorithm === 'aws:kms:dsse') {
    messages.push(
      `Bucket ${bucket} encrypts twice (DSSE-KMS), which Amazon Personalize doesn't document to work. Use SSE-KMS with a customer managed key, or SSE-S3.`,
    );
  }
  if (!customerKey) {
    messages.push(
      `Bucket ${bucket} encrypts with an AWS managed key. Nobody can edit its policy, so Personalize can't use it. Set a customer managed key (or SSE-S3) as the default and copy the objects over.`,
    );
  } else if (customerKey.obstacle) {
    messages.push(
      `Bucket ${bucket} encrypts with key ${customerKey.name}, which Personalize can't use: ${customerKey.obstacle}.`,
    );
  } else if (
    !(grantedKeyArns?.includes(customerKey.name) ?? customerKey.isGranted)
  ) {
    messages.push(
      `Bucket ${bucket} encrypts with key ${customerKey.name}, which Personalize must be able to use too: list the key under kms.`,
    );
  }
  return messages;
}
