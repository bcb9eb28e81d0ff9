import { parseArn } from '../aws/arn';
import { TextRule } from '../aws/textRule';
import { matchesPattern, parsePattern } from '../evaluate/pattern';

const fits =
  'a pattern of keys is alias/NAME, the ARN of a key, a key id, or *, where * stands for any text and ? for one character; for example alias/reco-*';

/** A pattern of keys. What it begins with tells what it is compared with. */
export const keyPatternRule: TextRule = {
  fits,
  broken(text) {
    if (text.startsWith('arn:')) {
      const arn = parseArn(text);
      return arn?.service === 'kms' && /^key\/./.test(arn.resource)
        ? undefined
        : `${fits}; an alias is given without its ARN`;
    }
    return /^(?:alias\/[A-Za-z0-9/_*?-]+|[0-9a-fmrk*?-]+)$/.test(text)
      ? undefined
      : fits;
  },
};

/** What a key is called; what isn't known is absent. */
export interface KeyNames {
  /** `alias/NAME` each. */
  aliases: readonly string[];
  /** ARN of the key. */
  arn?: string;
  /** Key id without ARN. */
  id?: string;
}

/** Tells whether a key is in a pattern by one of its names. */
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
 * The names of a key that the way tells in which somebody asks for it.
 *
 * @param keyId - ARN, id or alias, as `KeyAccess` has it
 */
export function namesAskedFor(keyId: string): KeyNames {
  const resource = parseArn(keyId)?.resource ?? keyId;
  if (resource.startsWith(ALIAS)) {
    return { aliases: [resource] };
  }
  return resource.startsWith(KEY)
    ? { aliases: [], arn: keyId, id: resource.slice(KEY.length) }
    : { aliases: [], id: keyId };
}
