import {
  MANAGED_TAG,
  TAG_IS_SET,
} from '@personalize-portal/backstage-plugin-personalize-common';

/**
 * Tells whether the product created a role or policy, by its tags. The portal's
 * own role may edit and delete only what carries the tag. Adopted roles don't
 * get it.
 */
export function isManaged(tags: Record<string, string>): boolean {
  return tags[MANAGED_TAG] === TAG_IS_SET;
}
