import { MANAGED_TAG, TAG_IS_SET } from '../service/tags';

/**
 * The path of the portal's own roles and of the boundary. It is not the path of
 * the Personalize roles, so that no permission on those reaches these.
 */
export const PORTAL_PATH = '/personalize-portal/';

/** The role that a run assumes to write. */
export const WRITER_NAME = 'personalize-writer';

/** The role that plans, dry runs and checks assume. */
export const READER_NAME = 'personalize-reader';

/** The role that a run assumes to write in the account of Identity Center. */
export const IDENTITY_CENTER_WRITER_NAME = 'personalize-identity-center-writer';

/** The role that plans, dry runs and checks assume in the account of Identity Center. */
export const IDENTITY_CENTER_READER_NAME = 'personalize-identity-center-reader';

/** The managed policy that is the permissions boundary of every Personalize role. */
export const BOUNDARY_NAME = 'personalize-boundary';

/** The tag by which the owner of a key lets the portal edit the key's policy. */
export const GRANTABLE_TAG = 'personalize:grantable';

/**
 * The value of the product's tag on a role that somebody made by hand and the
 * portal may use: an administrator sets it, for the portal can't.
 */
export const TAG_IS_ADOPTED = 'adopted';

/** Condition: the request gives the product's tag to what it creates. */
export const TAGS_AS_MANAGED = {
  [`aws:RequestTag/${MANAGED_TAG}`]: TAG_IS_SET,
};

/** Condition: the resource carries the product's tag. */
export const IS_MANAGED = {
  [`aws:ResourceTag/${MANAGED_TAG}`]: TAG_IS_SET,
};

/** Condition: the portal created the role, or an administrator lets it adopt the role. */
export const IS_MANAGED_OR_ADOPTED = {
  [`aws:ResourceTag/${MANAGED_TAG}`]: [TAG_IS_SET, TAG_IS_ADOPTED],
};

/** Condition: the key's owner lets the portal edit the key's policy. */
export const IS_GRANTABLE = {
  [`aws:ResourceTag/${GRANTABLE_TAG}`]: TAG_IS_SET,
};
