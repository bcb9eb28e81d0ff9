import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readGuardrails } from './guardrailsConfig';

const read = (guardrails: JsonObject) =>
  readGuardrails(new ConfigReader({ personalize: { guardrails } }));

describe('personalize.guardrails', () => {
  it.each([
    'arn:aws:iam::012345678901:policy/personalize-portal/personalize-boundary',
    'arn:aws:iam::{accountId}:policy/personalize-portal/personalize-boundary',
    'arn:aws:iam::aws:policy/PowerUserAccess',
  ])('takes the boundary %s', permissionsBoundary => {
    expect(read({ permissionsBoundary }).permissionsBoundary).toBe(
      permissionsBoundary,
    );
  });

  it('is closed where nothing is configured', () => {
    const closed = {
      allowedTags: [],
      servicePolicy: 'scoped',
      sourceConditions: 'if-present',
      requireMfa: true,
      allowDirectAttachment: false,
    };
    expect(readGuardrails(new ConfigReader({}))).toEqual(closed);
    expect(read({})).toEqual(closed);
  });

  it('is opened in writing', () => {
    const opened = {
      allowedTags: ['*'],
      servicePolicy: 'documented',
      sourceConditions: 'none',
      requireMfa: false,
      allowDirectAttachment: true,
    };
    expect(read(opened)).toEqual(opened);
  });

  it('reads all that may be set', () => {
    const all = {
      roleNamePattern: '^personalize-',
      rolePath: '/personalize/',
      permissionsBoundary: 'arn:aws:iam::{accountId}:policy/boundary',
      requiredTags: ['cost-center'],
      allowedTags: ['team'],
      servicePolicy: 'scoped',
      federation: { oidcSubjects: ['repo:acme/*'], samlProviders: ['idp'] },
      requireMfa: true,
      allowDirectAttachment: false,
      sourceConditions: 'if-present',
    };

    expect(read(all)).toEqual(all);
  });

  it('reads how teams are kept apart, and refuses any other word', () => {
    const isolation = (word: string) =>
      readGuardrails(new ConfigReader({ personalize: { isolation: word } }))
        .isolation;

    expect(isolation('tags')).toBe('tags');
    expect(isolation('account')).toBe('account');
    expect(() => isolation('tag')).toThrow(
      'personalize.isolation is "tag", but it must be one of account, tags',
    );
  });

  it('allows nobody from outside where federation lists nothing', () => {
    expect(read({ federation: {} }).federation).toEqual({});
  });

  it.each<[string, JsonObject, string]>([
    [
      'a mistyped guardrail',
      { rolenamePattern: '^personalize-' },
      'personalize.guardrails.rolenamePattern is an unknown key; known under personalize.guardrails: roleNamePattern, rolePath,',
    ],
    [
      'a mistyped list of federation',
      { federation: { oidcSubject: ['repo:acme/*'] } },
      'personalize.guardrails.federation.oidcSubject is an unknown key; known under personalize.guardrails.federation: oidcSubjects, samlProviders',
    ],
    [
      'text in place of a list of federation',
      { federation: { samlProviders: 'idp' } },
      'samlProviders',
    ],
    [
      'a pattern that is none',
      { roleNamePattern: '(' },
      'personalize.guardrails.roleNamePattern is "(", which is not a regular expression',
    ],
    [
      'a path that doesn’t end',
      { rolePath: '/personalize' },
      'personalize.guardrails.rolePath is "/personalize", but a role path starts and ends with /',
    ],
    [
      'a path that Personalize takes no role from',
      { rolePath: '/per*/' },
      'personalize.guardrails.rolePath is "/per*/", but a role path',
    ],
    [
      'a required tag that nobody may give',
      { requiredTags: ['team', 'personalize:owner'] },
      'personalize.guardrails.requiredTags[1] is "personalize:owner", but tag keys that start with personalize: are reserved for the portal',
    ],
    [
      'an allowed tag of AWS',
      { allowedTags: ['aws:team'] },
      'personalize.guardrails.allowedTags[0] is "aws:team", but tag keys that start with aws: are reserved for AWS',
    ],
    [
      'any tag as a required one',
      { requiredTags: ['*'] },
      'personalize.guardrails.requiredTags[0] is "*", but',
    ],
    [
      'a word in place of yes or no',
      { allowDirectAttachment: 'sometimes' },
      'allowDirectAttachment',
    ],
    [
      'an unknown strictness of the service policy',
      { servicePolicy: 'tight' },
      'personalize.guardrails.servicePolicy is "tight", but it must be one of documented, scoped',
    ],
    [
      'an unknown strictness of the source conditions',
      { sourceConditions: 'strict' },
      'personalize.guardrails.sourceConditions is "strict", but it must be one of none, if-present, required',
    ],
    [
      'a boundary that is no policy',
      { permissionsBoundary: 'arn:aws:iam::{accountId}:role/boundary' },
      'personalize.guardrails.permissionsBoundary is "arn:aws:iam::{accountId}:role/boundary", which is not the ARN of a policy',
    ],
    [
      'a boundary with a placeholder that nobody fills in',
      { permissionsBoundary: 'arn:aws:iam::{account}:policy/boundary' },
      'personalize.guardrails.permissionsBoundary is "arn:aws:iam::{account}:policy/boundary"',
    ],
  ])('refuses %s, naming path and rule', (_name, guardrails, message) => {
    expect(() => read(guardrails)).toThrow(message);
  });
});
