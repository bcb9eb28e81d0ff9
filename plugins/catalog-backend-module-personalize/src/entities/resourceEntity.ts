import { ResourceEntity } from '@backstage/catalog-model';
import {
  BUCKET_ENTITY_TYPE,
  KEY_ENTITY_TYPE,
  USING_TEAMS_FIELD,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { locationAnnotations } from './location';
import { resourceName } from './resourceName';

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
      description: `${WORDS[type]} ${arn}, which Amazon Personalize was given access to`,
      annotations: locationAnnotations(name),
      [USING_TEAMS_FIELD]: [...teams],
    },
    spec: { type, owner: teams[0] },
  };
}
