import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
} from '@backstage/catalog-model';

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
