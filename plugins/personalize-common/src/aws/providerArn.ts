import { parseArn, Partition } from './arn';
import { accountIdRule } from './names';
import { TextRule } from './textRule';

/** The kinds of identity providers in IAM, as their ARNs name them. */
type ProviderKind = 'saml-provider' | 'oidc-provider';

/** Where a provider must be; unknown parts aren't compared. */
interface Place {
  partition?: Partition;
  accountId?: string;
}

/** Source: IAM API Reference, CreateSAMLProvider, Name. */
const SAML_NAME = /^[\w.-]{1,128}$/;

/**
 * An issuer without `https://`: a host, and a path if it has one. A trailing slash
 * counts: some issuers have one, and it is part of the ARN.
 * Source: IAM API Reference, CreateOpenIDConnectProvider, Url.
 */
const OIDC_NAME = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?:\/[\w.~%-]*)*$/;
const MAX_OIDC_CHARACTERS = 255;

const SCHEME = 'https://';

/** A SAML provider of the account, by its name or ARN. */
export function samlProviderRule(place: Place): TextRule {
  return providerRule(
    'saml-provider',
    'give a SAML provider by its name in IAM, or as arn:PARTITION:iam::ACCOUNT:saml-provider/NAME',
    name => SAML_NAME.test(name),
    place,
  );
}

/** An OIDC provider of the account, by the address of its issuer or its ARN. */
export function oidcProviderRule(place: Place): TextRule {
  return providerRule(
    'oidc-provider',
    'give an OIDC provider by the address of its issuer, HOST or HOST/PATH without a port, or as arn:PARTITION:iam::ACCOUNT:oidc-provider/HOST/PATH',
    name => OIDC_NAME.test(name) && name.length <= MAX_OIDC_CHARACTERS,
    place,
  );
}

function providerRule(
  kind: ProviderKind,
  fits: string,
  isName: (text: string) => boolean,
  place: Place,
): TextRule {
  return {
    fits,
    broken(text) {
      if (!text.startsWith('arn:')) {
        return isName(nameIn(kind, text)) ? undefined : fits;
      }
      const arn = parseArn(text);
      if (
        !arn ||
        arn.service !== 'iam' ||
        arn.region !== '' ||
        accountIdRule.broken(arn.accountId) ||
        !arn.resource.startsWith(`${kind}/`) ||
        !isName(arn.resource.slice(kind.length + 1))
      ) {
        return fits;
      }
      if (place.partition && arn.partition !== place.partition) {
        return `a provider must be in the partition of the request's Region: its ARN starts with arn:${place.partition}:`;
      }
      return place.accountId && arn.accountId !== place.accountId
        ? `a provider must belong to the role's own account, ${place.accountId}`
        : undefined;
    },
  };
}

/**
 * The ARN of a SAML provider.
 *
 * @param text - follows {@link samlProviderRule}
 * @returns the text itself if the place isn't known
 */
export function samlProviderArn(text: string, place: Place): string {
  return providerArn('saml-provider', text, place);
}

/**
 * The ARN of an OIDC provider.
 *
 * @param text - follows {@link oidcProviderRule}
 * @returns the text itself if the place isn't known
 */
export function oidcProviderArn(text: string, place: Place): string {
  return providerArn('oidc-provider', text, place);
}

function providerArn(
  kind: ProviderKind,
  text: string,
  { partition, accountId }: Place,
): string {
  return text.startsWith('arn:') || !partition || !accountId
    ? text
    : `arn:${partition}:iam::${accountId}:${kind}/${nameIn(kind, text)}`;
}

/** The name of a provider as a person writes it, without the scheme of an address. */
function nameIn(kind: ProviderKind, text: string): string {
  return kind === 'oidc-provider' && text.startsWith(SCHEME)
    ? text.slice(SCHEME.length)
    : text;
}

/** The name of a SAML provider, from its ARN or its name. */
export function samlProviderName(provider: string): string {
  return provider.slice(provider.lastIndexOf('/') + 1);
}

/**
 * The address of an OIDC provider's issuer, without `https://`.
 *
 * @param provider - its ARN or address
 */
export function oidcIssuer(provider: string): string {
  return provider.startsWith('arn:')
    ? provider.slice(provider.indexOf('/') + 1)
    : nameIn('oidc-provider', provider);
}
