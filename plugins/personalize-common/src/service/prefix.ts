import { firstOutside, TextRule } from '../aws/textRule';

/**
 * The most characters of `s3://BUCKET/PREFIX` in any job of Personalize. It is
 * tighter than S3's own limit of 1,024 bytes for a key, so that limit needs no
 * check.
 */
const MAX_LOCATION_CHARACTERS = 256;

/**
 * The visible characters of Latin-1 and the space. The prefix is in the role's
 * policy, and IAM accepts no character beyond U+00FF there. No-break space and soft
 * hyphen are excluded because nobody who approves a plan can see them.
 */
const CHARACTER = /^[\u0020-\u007E\u00A1-\u00AC\u00AE-\u00FF]$/;

const fits =
  'a prefix is a path in the bucket such as data/interactions/, or empty for the whole bucket';

/** The names of files that Personalize reads. */
const FILE = /\.(?:csv|jsonl?)$/i;

/**
 * A prefix of a bucket, as a person gives it; see {@link normalisePrefix}.
 *
 * A leading slash, `//`, `.` and `..` are legal in S3 keys. But people mean them as
 * in a file system, and the grant would be on a prefix that holds nothing. So they
 * are refused rather than silently corrected. A name that ends like a file is also
 * refused: with a slash added it would match no file. A person can give a folder of
 * such a name with the slash.
 * Sources: Amazon S3 User Guide, "Naming Amazon S3 objects"; IAM User Guide,
 * "Policy elements: Resource" (wildcards) and "Variables and tags" (`${`); IAM API
 * Reference, policyDocumentType (characters); Amazon Personalize API Reference,
 * S3Location (length).
 *
 * @param bucket - the bucket's name, if known: both count towards the limit of the
 * location
 */
export function prefixRule(bucket: string = ''): TextRule {
  return {
    fits,
    broken(text) {
      if (/^[a-z0-9]+:\/\//i.test(text)) {
        return `${fits}; give only the path, without scheme and bucket`;
      }
      if (/[*?]/.test(text)) {
        return "a prefix can't contain * or ?, which are wildcards in a policy; it includes everything under it anyway";
      }
      // eslint-disable-next-line no-template-curly-in-string
      if (text.includes('${')) {
        return "a prefix can't contain ${, which begins a variable in a policy";
      }
      const outside = firstOutside(text, CHARACTER);
      if (outside) {
        return `a prefix has visible characters up to U+00FF, as far as IAM takes them in a policy, and ${outside} isn't one of them`;
      }
      if (text.startsWith('/')) {
        return `${fits}; S3 keys don't begin with a slash`;
      }
      if (text.includes('//')) {
        return `${fits}; // would mean a folder without a name`;
      }
      if (text.split('/').some(segment => /^\.{1,2}$/.test(segment))) {
        return `${fits}; S3 doesn't resolve . and .. in a path`;
      }
      if (FILE.test(text)) {
        return `a prefix is a folder, and this looks like a file; give the folder that contains it${folderOf(
          text,
        )}, or end it in / if it is a folder`;
      }
      const location = `s3://${bucket}/${normalisePrefix(text)}`;
      return location.length > MAX_LOCATION_CHARACTERS
        ? `Personalize accepts locations of at most ${MAX_LOCATION_CHARACTERS} characters, and s3://, bucket and prefix have ${location.length}`
        : undefined;
    },
  };
}

function folderOf(file: string): string {
  const folder = file.slice(0, file.lastIndexOf('/') + 1);
  return folder && ` (${folder})`;
}

/**
 * The normal form of a prefix: empty for the whole bucket, else with a slash at the
 * end, so that a grant on `data` doesn't include `data-of-others/`.
 */
export function normalisePrefix(text: string): string {
  return text === '' || text.endsWith('/') ? text : `${text}/`;
}
