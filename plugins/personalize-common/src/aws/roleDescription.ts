import { firstOutside, TextRule } from './textRule';

const MAX_CHARACTERS = 1000;

const fits = `a role description has at most ${MAX_CHARACTERS} characters: tab, line feed, carriage return, U+0020 to U+007E and U+00A1 to U+00FF`;

/**
 * The description of a role.
 * Source: IAM API Reference, CreateRole, Description.
 */
export const roleDescriptionRule: TextRule = {
  fits,
  broken(text) {
    const outside = firstOutside(text, /^[\t\n\r\u0020-\u007E\u00A1-\u00FF]$/);
    if (outside) {
      return `${fits}, and ${outside} is none of them`;
    }
    return text.length > MAX_CHARACTERS
      ? `${fits}, not ${text.length}`
      : undefined;
  },
};
