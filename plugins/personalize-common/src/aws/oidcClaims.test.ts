import fc from 'fast-check';
import { parsePattern, patternsOverlap } from '../evaluate/pattern';
import { oidcSubjectRule } from './oidcClaims';

const GITHUB =
  'arn:aws:iam::012345678901:oidc-provider/token.actions.githubusercontent.com';
const OWN_ISSUER =
  'arn:aws:iam::012345678901:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/0AB';

const flawOf = (subject: string, provider?: string) =>
  oidcSubjectRule(provider).broken(subject);

describe('the subject of OIDC tokens', () => {
  it.each([
    'repo:acme/*',
    'repo:acme/shop:*',
    'repo:acme/shop-?:ref:refs/heads/main',
    'repo:acme/shop:ref:refs/heads/main',
    'repo:acme@123456/shop@456789:ref:refs/heads/main',
    'repo:acme/shop:environment:Live site',
    'repository_owner:acme:*',
    'repository_owner_id:123:*',
    'project_path:group/project:*',
    'project_path:group/*',
    'organization:acme:project:*',
    'owner:acme:project:*:environment:production',
    'pulumi:deploy:org:acme:project:*',
    'system:serviceaccount:shop:*',
    'system:serviceaccount:shop:trainer',
    'org/2f8a/project/*',
    '110169484474386276334',
    'us-east-1:12345678-1234-1234-1234-123456789012',
    'auth0|507f1f77bcf86cd799439020',
  ])('may be %s', subject => {
    expect(flawOf(subject)).toBeUndefined();
    expect(flawOf(subject, OWN_ISSUER)).toBeUndefined();
  });

  it.each([
    '*',
    '?*',
    '**',
    '*acme*',
    'repo:*',
    'repo:*/*',
    'repo:?cme/*',
    // acme-evil starts with acme.
    'repo:acme*',
    'repo:acme?/shop:*',
    'repo:*:ref:refs/heads/main',
    'repo:*/shop:ref:refs/heads/main',
    'repo*acme/*',
    'repo:/*',
    '*repo:acme/*',
    'project_path:*',
    'project_path:group*',
    'organization:*:project:*',
    'organization:acme*',
    'owner:*',
    'system:serviceaccount:*:*',
    'system:serviceaccount:*',
    'system:*',
    'environment:prod*',
    'user*',
    '1101694844743862763?',
  ])("may not be %s, which strangers' tokens fit", subject => {
    for (const provider of [undefined, GITHUB, OWN_ISSUER]) {
      expect(flawOf(subject, provider)).toMatch(
        /repo:ORGANISATION\/\*.*could match a stranger's token$/,
      );
    }
  });

  it.each([
    ['', /1 to 255 characters/],
    [' ', /1 to 255 characters/],
    ['a'.repeat(256), /1 to 255 characters/],
    ['repo:acme/${aws:username}', /policy variables/],
    ['${*}', /policy variables/],
    ['repo:acmé/*', /U\+00E9/],
    ['repo:acme/shop\n', /U\+000A/],
  ])('is text that AWS takes as it stands: %j', (subject, flaw) => {
    expect(flawOf(subject)).toMatch(flaw);
  });

  it.each([
    [GITHUB, 'environment:production'],
    [GITHUB, 'organization:acme:project:*'],
    ['https://token.actions.githubusercontent.com', 'octocat'],
    ['Token.Actions.GithubUserContent.com/', 'repo:acme'],
    ['gitlab.com', 'repo:acme/shop'],
    ['app.terraform.io', 'project:shop'],
    ['agent.buildkite.com', 'pipeline:shop'],
    ['oidc.vercel.com', 'project:shop'],
    ['api.pulumi.com/oidc', 'pulumi:deploy:org'],
  ])(
    'names a tenant of %s, even without a wildcard: not %s',
    (provider, subject) => {
      expect(flawOf(subject, provider)).toMatch(
        /many tenants share this issuer.*could match a stranger's token/,
      );
    },
  );

  it('of an issuer with tenants of its own needs none', () => {
    expect(flawOf('octocat', 'gitlab.acme.com')).toBeUndefined();
    expect(flawOf('octocat', 'oidc.vercel.com/acme')).toBeUndefined();
  });
});

describe('any subject that is taken for GitHub', () => {
  const name = fc.stringMatching(/^[a-z0-9-]{1,6}$/);
  const piece = fc.oneof(
    name,
    fc.constantFrom('*', '?', ':', '/', 'acme', 'repo:', 'repo:acme/', 'ref'),
  );
  const subjects = fc
    .array(piece, { maxLength: 7 })
    .map(pieces => pieces.join(''));

  it('fits the tokens of one organisation only', () => {
    const taken = subjects.filter(
      subject => flawOf(subject, GITHUB) === undefined,
    );
    fc.assert(
      fc.property(taken, name, (subject, stranger) => {
        const [, kind, tenant] =
          /^(repo|repository_owner|repository_owner_id):([^/:]+)/.exec(
            subject,
          ) ?? [];
        expect(kind).toBeDefined();
        fc.pre(stranger !== tenant);
        for (const token of [`repo:${stranger}/*`, `${kind}:${stranger}:*`]) {
          expect(
            patternsOverlap(parsePattern(subject), parsePattern(token)),
          ).toBe(false);
        }
      }),
    );
  });
});
