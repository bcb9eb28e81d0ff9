import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
} from '@backstage/catalog-model';

/** The provider's name; entities belong to it by that, so it stays as it is. */
export const PROVIDER_NAME = 'personalize';

/** Without these the catalog doesn't take an entity, and says nothing. */
export function locationAnnotations(name: string): Record<string, string> {
  const location = `${PROVIDER_NAME}:${name}`;
  return {
    [ANNOTATION_LOCATION]: location,
    [ANNOTATION_ORIGIN_LOCATION]: location,
  };
}
