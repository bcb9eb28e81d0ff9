import { firstOutside, patternRule, TextRule } from './textRule';

/**
 * A name made of the characters that IAM and Identity Center accept.
 *
 * @param what - what is named, with its article
 */
function iamNameRule(what: string, maxCharacters: number): TextRule {
  const fits = `${what} has 1 to ${maxCharacters} of the characters A-Z a-z 0-9 _ + = , . @ -`;
  return {
    fits,
    broken(text) {
      const outside = firstOutside(text, /^[\w+=,.@-]$/);
      if (outside) {
        return `${fits}, and ${outside} isn't one of them`;
      }
      return text.length >= 1 && text.length <= maxCharacters
        ? undefined
        : fits;
    },
  };
}

/**
 * An AWS account id: 12 digits, as text.
 * Source: IAM API Reference, `accountIdType`.
 */
export const accountIdRule = patternRule(
  'an AWS account id is text of 12 digits (in quotes: leading zeros count)',
  /^[0-9]{12}$/,
);

/**
 * A role name, without path.
 * Source: IAM API Reference, CreateRole, RoleName.
 */
export const roleNameRule = iamNameRule('a role name', 64);

/**
 * The name of an IAM user, without path.
 * Source: IAM API Reference, CreateUser, UserName.
 */
export const iamUserNameRule = iamNameRule('the name of an IAM user', 64);

/**
 * The name of an IAM group, without path.
 * Source: IAM API Reference, CreateGroup, GroupName.
 */
export const iamGroupNameRule = iamNameRule('the name of an IAM group', 128);

/**
 * The name of a permission set.
 * Source: IAM Identity Center API Reference, CreatePermissionSet, Name.
 */
export const permissionSetNameRule = iamNameRule('a permission set name', 32);

/**
 * The id of a group or user in the identity store of Identity Center.
 * Source: Identity Store API Reference, GroupId and UserId.
 */
export const identityStoreIdRule = patternRule(
  "the id of a group or user of Identity Center is a UUID, in some identity stores with 10 hexadecimal digits and a hyphen before it; its name isn't accepted",
  /^(?:[0-9a-f]{10}-)?[A-Fa-f0-9]{8}(?:-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}$/,
);

/**
 * The longest session of a role, in seconds: 1 to 12 hours.
 * Source: IAM API Reference, CreateRole, MaxSessionDuration.
 */
export const SESSION_SECONDS = { min: 3600, max: 43200 };

const MAX_DESCRIPTION_CHARACTERS = 1000;

const descriptionFits = `a role description has at most ${MAX_DESCRIPTION_CHARACTERS} characters: tab, line feed, carriage return, U+0020 to U+007E and U+00A1 to U+00FF`;

/**
 * The description of a role.
 * Source: IAM API Reference, CreateRole, Description.
 */
export const roleDescriptionRule: TextRule = {
  fits: descriptionFits,
  broken(text) {
    const outside = firstOutside(text, /^[\t\n\r\u0020-\u007E\u00A1-\u00FF]$/);
    if (outside) {
      return `${descriptionFits}, and ${outside} isn't one of them`;
    }
    return text.length > MAX_DESCRIPTION_CHARACTERS
      ? `${descriptionFits}, not ${text.length}`
      : undefined;
  },
};
