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

  it.each<[string, JsonObject, string]>([
    [
      'a boundary that is no policy',
      { permissionsBoundary: 'arn:aws:iam::{accountId}:role/boundary' },
      'personalize.guardrails.permissionsBoundary is "arn:aws:iam::{accountId}:role/boundary", which is no ARN of a policy',
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
