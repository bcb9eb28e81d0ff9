import { createHash } from 'node:crypto';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  makeValidator,
  ResourceEntity,
} from '@backstage/catalog-model';
import {
  BUCKET_ENTITY_TYPE,
  KEY_ENTITY_TYPE,
  USING_TEAMS_FIELD,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** The provider's name. Entities belong to the provider by it, so it never changes. */
export const PROVIDER_NAME = 'personalize';

/** Without these the catalog silently drops an entity. */
export function locationAnnotations(name: string): Record<string, string> {
  const location = `${PROVIDER_NAME}:${name}`;
  return {
    [ANNOTATION_LOCATION]: location,
    [ANNOTATION_ORIGIN_LOCATION]: location,
  };
}

/** The kinds of things that set-ups depend on. */
export type ResourceType = typeof BUCKET_ENTITY_TYPE | typeof KEY_ENTITY_TYPE;

const WORDS: Record<ResourceType, string> = {
  [BUCKET_ENTITY_TYPE]: 'S3 bucket',
  [KEY_ENTITY_TYPE]: 'KMS key',
};

/** The entity ref of a bucket or key. */
export function resourceRef(arn: string): string {
  return `resource:default/${resourceName(arn)}`;
}

/**
 * The entity of a bucket or key, which all set-ups that depend on it share.
 *
 * @param teams - the owners of these set-ups; it belongs to the first
 */
export function resourceEntity(
  type: ResourceType,
  arn: string,
  teams: readonly string[],
): ResourceEntity {
  const name = resourceName(arn);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      namespace: 'default',
      name,
      title: arn.split(/[:/]/).at(-1),
      description: `${WORDS[type]} ${arn} that Amazon Personalize has access to`,
      annotations: locationAnnotations(name),
      [USING_TEAMS_FIELD]: [...teams],
    },
    spec: { type, owner: teams[0] },
  };
}

const { isValidEntityName } = makeValidator();

/** The length of the hash in a name; two ARNs won't share it. */
const HASH_CHARACTERS = 32;

/**
 * The name of the entity of a bucket or key. It never changes, and is unique to
 * the ARN: `aws-s3-reco-data`, or a hash of the ARN if the catalog wouldn't
 * accept that, or would confuse it with another.
 *
 * @param arn - of a bucket or key
 */
export function resourceName(arn: string): string {
  const [, partition, service, ...rest] = arn.split(':');
  const readable = [
    partition,
    service,
    ...rest.filter(Boolean).map(part => part.replace(/^key\//, '')),
  ].join('-');
  return isValidEntityName(readable) && readable === readable.toLowerCase()
    ? readable
    : `${partition}-${service}-${hashOf(arn)}`;
}

function hashOf(text: string): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .slice(0, HASH_CHARACTERS);
}
