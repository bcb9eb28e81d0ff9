import { oidcIssuer } from './providerArn';
import { firstOutside, TextRule } from './textRule';

/** Source: OpenID Connect Core 1.0, "ID Token", sub. */
const MAX_CHARACTERS = 255;

/** A form of subject that starts with a tenant's name, and where that name ends. */
interface TenantForm {
  /** An example with a wildcard. */
  example: string;
  /** Matches the start of each subject of the form, up to the end of the tenant's name. */
  start: RegExp;
  /** Issuers whose tenants get tokens of this form, without `https://`. */
  issuers: readonly string[];
}

/**
 * The known forms. A segment holds no separator. Otherwise the tenant's name could
 * end elsewhere than it seems: `repo:acme` is also the start of `repo:acme-evil/x`.
 * Sources: the OIDC pages in the documentation of each issuer.
 */
const TENANT_FORMS: readonly TenantForm[] = [
  {
    example: 'repo:ORGANISATION/*',
    start: /^repo:[^/:]+\//,
    issuers: ['token.actions.githubusercontent.com'],
  },
  {
    example: 'repository_owner:ORGANISATION:*',
    start: /^repository_owner(?:_id)?:[^/:]+:/,
    issuers: ['token.actions.githubusercontent.com'],
  },
  {
    example: 'project_path:GROUP/*',
    start: /^project_path:[^/:]+\//,
    issuers: ['gitlab.com'],
  },
  {
    example: 'organization:ORGANISATION:*',
    start: /^organization:[^/:]+:/,
    issuers: ['app.terraform.io', 'agent.buildkite.com'],
  },
  {
    example: 'owner:TEAM:*',
    start: /^owner:[^/:]+:/,
    issuers: ['oidc.vercel.com'],
  },
  {
    example: 'pulumi:deploy:org:ORGANISATION:*',
    start: /^pulumi:(?:deploy|environments):org:[^/:]+:/,
    issuers: ['api.pulumi.com/oidc'],
  },
  {
    example: 'system:serviceaccount:NAMESPACE:*',
    start: /^system:serviceaccount:[^/:]+:/,
    issuers: [],
  },
  { example: 'org/ORGANISATION/*', start: /^org\/[^/:]+\//, issuers: [] },
];

function exampleList(forms: readonly TenantForm[]): string {
  return forms.map(({ example }) => example).join(', ');
}

const fits = `a subject must name the tenant whose tokens are accepted: in full without a wildcard, or in one of the forms ${exampleList(
  TENANT_FORMS,
)}, where * and ? come only after the tenant`;

/**
 * Which OIDC tokens are accepted: the `sub` claim. Everybody shares the public
 * issuers, so a subject that doesn't fix the tenant lets strangers in. A wildcard
 * is therefore allowed only after a tenant that is written out up to its separator.
 * With an issuer known to be shared, the subject must name a tenant even if it has
 * no wildcard: anybody could get a token for `environment:production` there.
 * Source: IAM User Guide, "Identity-provider controls for shared OIDC providers".
 *
 * @param provider - ARN or address of the provider, if known
 */
export function oidcSubjectRule(provider: string | undefined): TextRule {
  const shared =
    provider === undefined ? [] : formsOfIssuer(oidcIssuer(provider));
  return {
    fits,
    broken(text) {
      const outside = firstOutside(text, /^[ -~]$/);
      if (outside) {
        return `${fits}; a subject has the characters U+0020 to U+007E, and ${outside} isn't one of them`;
      }
      if (text.trim() === '' || text.length > MAX_CHARACTERS) {
        return `${fits}; it has 1 to ${MAX_CHARACTERS} characters`;
      }
      if (text.includes('${')) {
        return `${fits}; policy variables aren't allowed`;
      }
      const [start] = text.split(/[*?]/);
      const fixesTenant = (forms: readonly TenantForm[]) =>
        forms.some(form => form.start.test(start));
      if (shared.length > 0 && !fixesTenant(shared)) {
        return `many tenants share this issuer, so a subject must start with a tenant and its separator: ${exampleList(
          shared,
        )}; the given one could match a stranger's token`;
      }
      return start === text || fixesTenant(TENANT_FORMS)
        ? undefined
        : `${fits}; the given one could match a stranger's token`;
    },
  };
}

/** The forms of an issuer known to be shared. Empty for any other issuer. */
function formsOfIssuer(issuer: string): TenantForm[] {
  const address = issuer.toLowerCase().replace(/\/+$/, '');
  return TENANT_FORMS.filter(({ issuers }) => issuers.includes(address));
}

const MAX_AUDIENCE_CHARACTERS = 255;

const audienceFits = `an audience must be exact: 1 to ${MAX_AUDIENCE_CHARACTERS} of the characters U+0021 to U+007E without the wildcards * and ?, for example sts.amazonaws.com`;

/**
 * The audience of an OIDC token: the `aud` claim. In IAM, it is a client id of the
 * provider.
 * Source: IAM API Reference, AddClientIDToOpenIDConnectProvider, ClientID.
 */
export const oidcAudienceRule: TextRule = {
  fits: audienceFits,
  broken(text) {
    const outside = firstOutside(text, /^[!-)+->@-~]$/);
    if (outside) {
      return `${audienceFits}, and ${outside} isn't one of them`;
    }
    if (text.includes('${')) {
      return `${audienceFits}; policy variables aren't allowed`;
    }
    return text.length >= 1 && text.length <= MAX_AUDIENCE_CHARACTERS
      ? undefined
      : audienceFits;
  },
};
