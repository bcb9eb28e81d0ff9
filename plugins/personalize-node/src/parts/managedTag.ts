/**
 * The tag on what the product creates. The portal's own role may edit and
 * delete only what carries it. Adopted roles don't get it.
 */
export const MANAGED_TAG = { 'personalize:managed': 'true' } as const;

/** Tells whether the product created a role or policy, by its tags. */
export function isManaged(tags: Record<string, string>): boolean {
  return tags['personalize:managed'] === MANAGED_TAG['personalize:managed'];
}
