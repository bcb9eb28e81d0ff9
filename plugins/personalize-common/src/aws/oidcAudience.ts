import { firstOutside, TextRule } from './textRule';

const MAX_CHARACTERS = 255;

const fits = `an audience is exact, 1 to ${MAX_CHARACTERS} of the characters U+0021 to U+007E without the wildcards * and ?, for example sts.amazonaws.com`;

/**
 * For whom an OIDC token is made out, the `aud` claim; in IAM a client id of
 * the provider.
 * Source: IAM API Reference, AddClientIDToOpenIDConnectProvider, ClientID.
 */
export const oidcAudienceRule: TextRule = {
  fits,
  broken(text) {
    const outside = firstOutside(text, /^[!-)+->@-~]$/);
    if (outside) {
      return `${fits}, and ${outside} is none of them`;
    }
    if (text.includes('${')) {
      return `${fits}, and no policy variable`;
    }
    return text.length >= 1 && text.length <= MAX_CHARACTERS ? undefined : fits;
  },
};
