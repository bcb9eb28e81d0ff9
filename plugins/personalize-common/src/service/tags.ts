import { firstOutside, TextRule } from '../aws/textRule';

/**
 * The tag that marks a role as made by the product, for the product and for the
 * portal's own AWS role.
 */
export const MANAGED_TAG = 'personalize:managed';

/** The value of the tags that permissions depend on. */
export const TAG_IS_SET = 'true';

/**
 * The value of {@link MANAGED_TAG} on a role that somebody made by hand and the
 * portal may use: an administrator sets it, for the portal can't.
 */
export const TAG_IS_ADOPTED = 'adopted';

/** The tag by which the owner of a key lets the portal edit the key's policy. */
export const GRANTABLE_TAG = 'personalize:grantable';

/** The tags on what the product creates; they count towards IAM's limit. */
export const PRODUCT_TAGS = { [MANAGED_TAG]: TAG_IS_SET };

/** IAM's limit on a role. Source: IAM User Guide, "Tags for IAM resources". */
export const MAX_TAGS = 50;

const MAX_KEY_CHARACTERS = 128;
const MAX_VALUE_CHARACTERS = 256;

/** Source: IAM API Reference, Tag. */
const TAG_CHARACTER = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]$/u;
const CHARACTERS = 'letters, digits, spaces and _ . : / = + - @';

/**
 * Tag key prefixes that people can't use, in upper or lower case, because IAM
 * compares keys without case. With a `personalize:` tag, somebody could make a role
 * look like one that the portal may delete.
 */
const RESERVED = [
  { prefix: 'aws:', owner: 'AWS' },
  { prefix: 'personalize:', owner: 'the portal' },
];

/** Length as AWS counts it: in code points, not in UTF-16 units. */
function characters(text: string): number {
  return [...text].length;
}

const keyFits = `a tag key has 1 to ${MAX_KEY_CHARACTERS} ${CHARACTERS}`;

/** The key of a person's tag. Source: IAM API Reference, Tag. */
export const tagKeyRule: TextRule = {
  fits: keyFits,
  broken(text) {
    const outside = firstOutside(text, TAG_CHARACTER);
    if (outside) {
      return `${keyFits}, and ${outside} isn't one of them`;
    }
    const length = characters(text);
    if (length < 1 || length > MAX_KEY_CHARACTERS) {
      return `${keyFits}, not ${length}`;
    }
    const reserved = RESERVED.find(({ prefix }) =>
      text.toLowerCase().startsWith(prefix),
    );
    return (
      reserved &&
      `tag keys that start with ${reserved.prefix} are reserved for ${reserved.owner}`
    );
  },
};

const valueFits = `a tag value is text of at most ${MAX_VALUE_CHARACTERS} ${CHARACTERS}`;

/** The value of a tag; may be empty. Source: IAM API Reference, Tag. */
export const tagValueRule: TextRule = {
  fits: valueFits,
  broken(text) {
    const outside = firstOutside(text, TAG_CHARACTER);
    if (outside) {
      return `${valueFits}, and ${outside} isn't one of them`;
    }
    const length = characters(text);
    return length > MAX_VALUE_CHARACTERS
      ? `${valueFits}, not ${length}`
      : undefined;
  },
};

/**
 * Which rule a set of keys breaks as a whole. Undefined if it fits.
 * Source: IAM User Guide, "Tags for IAM resources": 50 tags; keys that differ only
 * by case are the same key.
 */
export function tagSetFlaw(keys: readonly string[]): string | undefined {
  const added = Object.keys(PRODUCT_TAGS);
  const most = MAX_TAGS - added.length;
  if (keys.length > most) {
    return `a role can have ${most} tags, not ${
      keys.length
    }: IAM allows ${MAX_TAGS}, and the portal adds ${added.join(', ')}`;
  }
  const seen = new Map<string, string>();
  for (const key of keys) {
    const twin = seen.get(key.toLowerCase());
    if (twin !== undefined) {
      return `IAM ignores case in tag keys, so ${twin} and ${key} are the same key`;
    }
    seen.set(key.toLowerCase(), key);
  }
  return undefined;
}

/**
 * The tag that assigns a bucket or key to a group, in every account. Its value is
 * the group's entity ref, full or short.
 */
export const OWNER_TAG = 'personalize:owner';
