import { TextRule } from '../aws/textRule';
import {
  literalPattern,
  parsePattern,
  patternContains,
} from '../evaluate/pattern';
import { BucketAccess } from '../setup/access';

const fits =
  'a pattern of buckets is NAME, or NAME/PREFIX with a prefix that ends in *, where * stands for any text and ? for one character; for example reco-* or shared-data/reco/*';

/**
 * A pattern of buckets, or of prefixes in buckets. Everything under a prefix is
 * granted, so that one that doesn't end in `*` would give nothing.
 */
export const bucketPatternRule: TextRule = {
  fits,
  broken(text) {
    const { name, prefix } = split(text);
    const fitsName = /^[a-z0-9.*?-]+$/.test(name);
    const fitsPrefix =
      prefix === undefined ||
      (/^[\x20-\x7e\xa1-\xff]+$/.test(prefix) &&
        prefix.endsWith('*') &&
        !/^\/|\/\//.test(prefix));
    return fitsName && fitsPrefix ? undefined : fits;
  },
};

/** A bucket's name has no slash, so a wildcard for it never reaches into the prefix. */
function split(pattern: string): { name: string; prefix?: string } {
  const slash = pattern.indexOf('/');
  return slash === -1
    ? { name: pattern }
    : { name: pattern.slice(0, slash), prefix: pattern.slice(slash + 1) };
}

/**
 * Tells whether all that lies under a prefix of a bucket is in a pattern. The
 * whole bucket is in no pattern with a prefix, but for `NAME/*`.
 */
export function bucketPatternHolds(
  pattern: string,
  { bucket, prefix }: Pick<BucketAccess, 'bucket' | 'prefix'>,
): boolean {
  const wide = split(pattern);
  return (
    patternContains(parsePattern(wide.name), literalPattern(bucket)) &&
    (wide.prefix === undefined ||
      patternContains(parsePattern(wide.prefix), [
        ...literalPattern(prefix),
        'many',
      ]))
  );
}
