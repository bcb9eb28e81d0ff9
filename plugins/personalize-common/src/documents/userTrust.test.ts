import { OUR_ROLE } from '../policy/__testUtils__/setups';
import {
  AccountRolePrincipal,
  OidcRolePrincipal,
  SamlRolePrincipal,
} from '../setup/access';
import { peopleRoleArn, peopleTrustPolicy } from './userTrust';

const SAML: SamlRolePrincipal = {
  type: 'saml-role',
  roleName: 'personalize-analysts',
  provider: 'arn:aws:iam::012345678901:saml-provider/acme',
};

const OIDC: OidcRolePrincipal = {
  type: 'oidc-role',
  roleName: 'personalize-pipeline',
  provider:
    'arn:aws:iam::012345678901:oidc-provider/token.actions.githubusercontent.com',
  audience: 'sts.amazonaws.com',
  subject: 'repo:acme/shop:ref:refs/heads/main',
};

const ACCOUNT: AccountRolePrincipal = {
  type: 'account-role',
  roleName: 'personalize-ops',
  users: ['ada', 'bob'],
  requireMfa: true,
};

const trustFor = (subject: string, provider: string = OIDC.provider) =>
  peopleTrustPolicy(OUR_ROLE, { ...OIDC, subject, provider }, []);

describe('the trust policy of a role for people', () => {
  it('lets people of a SAML provider in who sign in to AWS', () => {
    expect(peopleTrustPolicy(OUR_ROLE, SAML, [])).toStrictEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'PersonalizePeople',
          Effect: 'Allow',
          Principal: {
            Federated: 'arn:aws:iam::012345678901:saml-provider/acme',
          },
          Action: 'sts:AssumeRoleWithSAML',
          Condition: {
            StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' },
          },
        },
      ],
    });
  });

  it('knows the sign-in of AWS in China', () => {
    expect(
      peopleTrustPolicy(
        { ...OUR_ROLE, partition: 'aws-cn', region: 'cn-north-1' },
        SAML,
        [],
      ),
    ).toMatchObject({
      Statement: [
        {
          Condition: {
            StringEquals: { 'SAML:aud': 'https://signin.amazonaws.cn/saml' },
          },
        },
      ],
    });
  });

  it('lets one subject of an OIDC provider in', () => {
    expect(peopleTrustPolicy(OUR_ROLE, OIDC, [])).toStrictEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'PersonalizePeople',
          Effect: 'Allow',
          Principal: { Federated: OIDC.provider },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
              'token.actions.githubusercontent.com:sub':
                'repo:acme/shop:ref:refs/heads/main',
            },
          },
        },
      ],
    });
  });

  it.each(['repo:acme/*', 'repo:acme/shop-?:ref:refs/heads/main'])(
    'reads a wildcard in the subject as one, and none in the audience: %s',
    subject => {
      expect(trustFor(subject)).toMatchObject({
        Statement: [
          {
            Condition: {
              StringEquals: {
                'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
              },
              StringLike: {
                'token.actions.githubusercontent.com:sub': subject,
              },
            },
          },
        ],
      });
    },
  );

  it.each([
    ['oidc.eks.us-east-1.amazonaws.com/id/0123ABCD'],
    // The slash belongs to the issuer.
    ['acme.auth0.com/'],
  ])('asks for claims under the whole address of the issuer: %s', address => {
    expect(
      trustFor('x', `arn:aws:iam::012345678901:oidc-provider/${address}`),
    ).toMatchObject({
      Statement: [
        {
          Condition: {
            StringEquals: {
              [`${address}:aud`]: 'sts.amazonaws.com',
              [`${address}:sub`]: 'x',
            },
          },
        },
      ],
    });
  });

  it('lets the named users in, with MFA', () => {
    expect(
      peopleTrustPolicy(OUR_ROLE, ACCOUNT, [
        'arn:aws:iam::012345678901:user/ada',
        'arn:aws:iam::012345678901:user/team/bob',
      ]),
    ).toStrictEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'PersonalizePeople',
          Effect: 'Allow',
          Principal: {
            AWS: [
              'arn:aws:iam::012345678901:user/ada',
              'arn:aws:iam::012345678901:user/team/bob',
            ],
          },
          Action: 'sts:AssumeRole',
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        },
      ],
    });
  });

  it('asks for no MFA only where that was asked for', () => {
    expect(
      peopleTrustPolicy(OUR_ROLE, { ...ACCOUNT, requireMfa: false }, [
        'arn:aws:iam::012345678901:user/ada',
      ]),
    ).toStrictEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'PersonalizePeople',
          Effect: 'Allow',
          Principal: { AWS: ['arn:aws:iam::012345678901:user/ada'] },
          Action: 'sts:AssumeRole',
        },
      ],
    });
  });
});

describe('a role for people', () => {
  it('stands at the path of the service role', () => {
    expect(peopleRoleArn({ ...OUR_ROLE, rolePath: '/team/' }, SAML)).toBe(
      'arn:aws:iam::012345678901:role/team/personalize-analysts',
    );
  });
});
