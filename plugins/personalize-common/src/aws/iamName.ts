import { firstOutside, TextRule } from './textRule';

/**
 * A name of the characters that IAM and Identity Center take.
 *
 * @param what - what is named, with its article
 */
export function iamNameRule(what: string, maxCharacters: number): TextRule {
  const fits = `${what} has 1 to ${maxCharacters} of the characters A-Z a-z 0-9 _ + = , . @ -`;
  return {
    fits,
    broken(text) {
      const outside = firstOutside(text, /^[\w+=,.@-]$/);
      if (outside) {
        return `${fits}, and ${outside} is none of them`;
      }
      return text.length >= 1 && text.length <= maxCharacters
        ? undefined
        : fits;
    },
  };
}
