/** The tag by which the owner of a key lets the portal edit the key's policy. */
export const GRANTABLE_TAG = 'personalize:grantable';

/**
 * The value of the product's tag on a role that somebody made by hand and the
 * portal may use: an administrator sets it, for the portal can't.
 */
export const TAG_IS_ADOPTED = 'adopted';
