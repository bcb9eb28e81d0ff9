import { firstOutside, TextRule } from './textRule';

const MAX_CHARACTERS = 64;

const fits = `a role name has 1 to ${MAX_CHARACTERS} of the characters A-Z a-z 0-9 _ + = , . @ -`;

/**
 * A role name, without path.
 * Source: IAM API Reference, CreateRole, RoleName.
 */
export const roleNameRule: TextRule = {
  fits,
  broken(text) {
    const outside = firstOutside(text, /^[\w+=,.@-]$/);
    if (outside) {
      return `${fits}, and ${outside} is none of them`;
    }
    return text.length >= 1 && text.length <= MAX_CHARACTERS ? undefined : fits;
  },
};
