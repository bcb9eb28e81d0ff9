import { parseArn } from '../aws/arn';
import { TextRule } from '../aws/textRule';
import {
  literalPattern,
  matchesPattern,
  parsePattern,
  patternContains,
} from '../evaluate/pattern';
import { BucketAccess } from '../setup/access';

const bucketFits =
  'a pattern of buckets is NAME, or NAME/PREFIX with a prefix that ends in *; * matches any text and ? one character; for example reco-* or shared-data/reco/*';

/**
 * A pattern of buckets, or of prefixes in buckets. Everything under a prefix is
 * granted, so a pattern that doesn't end in `*` would grant nothing.
 */
export const bucketPatternRule: TextRule = {
  fits: bucketFits,
  broken(text) {
    const { name, prefix } = split(text);
    const fitsName = /^[a-z0-9.*?-]+$/.test(name);
    const fitsPrefix =
      prefix === undefined ||
      (/^[\x20-\x7e\xa1-\xff]+$/.test(prefix) &&
        prefix.endsWith('*') &&
        !/^\/|\/\//.test(prefix));
    return fitsName && fitsPrefix ? undefined : bucketFits;
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
 * Whether a pattern covers everything under a prefix of a bucket. A pattern with a
 * prefix never covers the whole bucket, except `NAME/*`.
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

const keyFits =
  'a pattern of keys is alias/NAME, the ARN of a key, a key id, or *; * matches any text and ? one character; for example alias/reco-*';

/** A pattern of keys. Its start decides what it is compared with. */
export const keyPatternRule: TextRule = {
  fits: keyFits,
  broken(text) {
    if (text.startsWith('arn:')) {
      const arn = parseArn(text);
      return arn?.service === 'kms' && /^key\/./.test(arn.resource)
        ? undefined
        : `${keyFits}; give an alias without its ARN`;
    }
    return /^(?:alias\/[A-Za-z0-9/_*?-]+|[0-9a-fmrk*?-]+)$/.test(text)
      ? undefined
      : keyFits;
  },
};

/** The names of a key. Unknown names are undefined. */
export interface KeyNames {
  /** Each as `alias/NAME`. */
  aliases: readonly string[];
  /** ARN of the key. */
  arn?: string;
  /** Key id without ARN. */
  id?: string;
}

/** Whether a pattern matches one of the names of a key. */
export function keyPatternHolds(pattern: string, names: KeyNames): boolean {
  if (pattern === '*') {
    return true;
  }
  const matches = (name: string) => matchesPattern(parsePattern(pattern), name);
  if (pattern.startsWith('alias/')) {
    return names.aliases.some(matches);
  }
  const name = pattern.startsWith('arn:') ? names.arn : names.id;
  return name !== undefined && matches(name);
}

const ALIAS = 'alias/';
const KEY = 'key/';

/**
 * The names of a key that follow from how it was requested.
 *
 * @param keyId - ARN, id or alias, as in `KeyAccess`
 */
export function keyNamesOf(keyId: string): KeyNames {
  const resource = parseArn(keyId)?.resource ?? keyId;
  if (resource.startsWith(ALIAS)) {
    return { aliases: [resource] };
  }
  return resource.startsWith(KEY)
    ? { aliases: [], arn: keyId, id: resource.slice(KEY.length) }
    : { aliases: [], id: keyId };
}
