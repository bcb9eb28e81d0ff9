import {
  oidcIssuer,
  oidcProviderArn,
  oidcProviderRule,
  samlProviderArn,
  samlProviderName,
  samlProviderRule,
} from './providerArn';

const PLACE = { partition: 'aws', accountId: '012345678901' } as const;
const ARN = 'arn:aws:iam::012345678901';

describe('a SAML provider', () => {
  it.each(['acme', `${ARN}:saml-provider/acme`])('is %s', provider => {
    expect(samlProviderRule(PLACE).broken(provider)).toBeUndefined();
    expect(samlProviderArn(provider, PLACE)).toBe(`${ARN}:saml-provider/acme`);
    expect(samlProviderName(samlProviderArn(provider, PLACE))).toBe('acme');
  });

  it.each([
    ['', /by its name/],
    ['ac me', /by its name/],
    ['acme*', /by its name/],
    ['a'.repeat(129), /by its name/],
    ['https://acme.com', /by its name/],
    [`${ARN}:oidc-provider/acme.com`, /by its name/],
    [`${ARN}:saml-provider/`, /by its name/],
    [`${ARN}:saml-provider/*`, /by its name/],
    [`arn:aws:iam::*:saml-provider/acme`, /by its name/],
    [`arn:aws:iam:us-east-1:012345678901:saml-provider/acme`, /by its name/],
    [`arn:aws:sts::012345678901:saml-provider/acme`, /by its name/],
    ['arn:aws-cn:iam::012345678901:saml-provider/acme', /starts with arn:aws:/],
    ['arn:aws:iam::999999999999:saml-provider/acme', /account, 012345678901/],
  ])('is not %s', (provider, flaw) => {
    expect(samlProviderRule(PLACE).broken(provider)).toMatch(flaw);
  });
});

describe('an OIDC provider', () => {
  it.each([
    ['token.actions.githubusercontent.com'],
    ['oidc.eks.us-east-1.amazonaws.com/id/0123ABCD'],
    ['login.microsoftonline.com/0a-b_c/v2.0'],
    ['acme.auth0.com/'],
  ])('is %s', address => {
    const arn = `${ARN}:oidc-provider/${address}`;
    for (const provider of [address, `https://${address}`, arn]) {
      expect(oidcProviderRule(PLACE).broken(provider)).toBeUndefined();
      expect(oidcProviderArn(provider, PLACE)).toBe(arn);
      expect(oidcIssuer(provider)).toBe(address);
    }
  });

  it.each([
    ['', /address of its issuer/],
    ['github', /address of its issuer/],
    ['http://gitlab.com', /address of its issuer/],
    ['gitlab.com:8443', /without a port/],
    ['gitlab.com/*', /address of its issuer/],
    ['*.gitlab.com', /address of its issuer/],
    ['gitlab.com?x=1', /address of its issuer/],
    ['gitlab.com/${aws:username}', /address of its issuer/],
    [`gitlab.com/${'a'.repeat(255)}`, /address of its issuer/],
    [`${ARN}:oidc-provider/https://gitlab.com`, /address of its issuer/],
    [`${ARN}:saml-provider/gitlab.com`, /address of its issuer/],
    ['arn:aws-cn:iam::012345678901:oidc-provider/gitlab.com', /arn:aws:/],
    ['arn:aws:iam::999999999999:oidc-provider/gitlab.com', /012345678901/],
  ])('is not %s', (provider, flaw) => {
    expect(oidcProviderRule(PLACE).broken(provider)).toMatch(flaw);
  });
});

it('stays as it was written where the account or partition is bad', () => {
  expect(samlProviderArn('acme', { partition: 'aws' })).toBe('acme');
  expect(oidcProviderArn('gitlab.com', { accountId: '1' })).toBe('gitlab.com');
  expect(
    oidcProviderRule({}).broken(
      'arn:aws-cn:iam::999999999999:oidc-provider/gitlab.com',
    ),
  ).toBeUndefined();
});
