import {
  AccessRequest,
  ApplyingPolicies,
  ConditionBlock,
  exactly,
  ABSENT,
  PolicyDocument,
  PolicyStatement,
  requestContext,
  RequestPrincipal,
  ResourcePolicy,
} from '@personalize-portal/backstage-plugin-personalize-common';
import fc from 'fast-check';
import {
  ACCOUNT,
  ActionOfField,
  FEDERATED,
  KeyOfField,
  NAMED,
  OIDC,
  OTHER_ACCOUNT,
  ResourceOfField,
  RESOURCES,
  SAML,
} from './field';

/** A request of which all is known, and the policies that apply to it. */
export interface Case {
  principal: RequestPrincipal;
  action: string;
  resource: string;
  kind: ResourcePolicy['kind'] | 'none';
  /** Whose the resource is. */
  accountId: string;
  /** The condition keys that such a request may carry. */
  keys: string[];
  /** Condition key -> its values; the request carries no other key. */
  context: Record<string, string[]>;
  identity: PolicyDocument[];
  resourcePolicy?: PolicyDocument;
  boundary?: PolicyDocument;
}

/** The request of a case. */
export function requestOf(theCase: Case): AccessRequest {
  const { principal, action, resource, context } = theCase;
  return {
    principal,
    action,
    resource,
    context: requestContext(
      Object.fromEntries(
        Object.entries(context).map(([key, values]) => [
          key,
          exactly(...values),
        ]),
      ),
      ABSENT,
    ),
  };
}

/** The policies of a case, as `decide` takes them. */
export function policiesOf({
  kind,
  accountId,
  identity,
  resourcePolicy,
  boundary,
}: Case): ApplyingPolicies {
  return {
    identity: identity.map((document, i) => ({
      name: `identity ${i}`,
      document,
    })),
    ...(kind === 'none'
      ? {}
      : {
          resource: {
            name: 'resource',
            kind,
            accountId,
            document: resourcePolicy,
          },
        }),
    ...(boundary ? { boundary: { name: 'boundary', document: boundary } } : {}),
  };
}

/** The cases that are generated. */
export const cases: fc.Arbitrary<Case> = fc
  .oneof(
    { weight: 4, arbitrary: fc.constant('bucket' as const) },
    { weight: 4, arbitrary: fc.constant('key' as const) },
    { weight: 3, arbitrary: fc.constant('trust' as const) },
    { weight: 2, arbitrary: fc.constant('none' as const) },
    { weight: 1, arbitrary: fc.constant('federated' as const) },
  )
  .chain(kind =>
    kind === 'federated'
      ? fc
          .constantFrom(SAML, OIDC)
          .chain(principal =>
            casesOf('trust', principal, FEDERATED[principal === SAML ? 0 : 1]),
          )
      : fc
          .tuple(
            fc.constantFrom(...RESOURCES[kind].principals),
            fc.constantFrom(...RESOURCES[kind].actions),
          )
          .chain(([principal, action]) => casesOf(kind, principal, action)),
  );

function casesOf(
  kind: Case['kind'],
  principal: RequestPrincipal,
  { action, resource, keys }: ActionOfField,
): fc.Arbitrary<Case> {
  const field: ResourceOfField = {
    ...RESOURCES[kind],
    actionPatterns: [action, ...RESOURCES[kind].actionPatterns],
    resourcePatterns: [resource, ...RESOURCES[kind].resourcePatterns],
  };
  const hasPolicies = principal.kind === 'role' || principal.kind === 'user';
  const identity = policies(field, keys, 'identity', action, resource);
  return fc.record(
    {
      principal: fc.constant(principal),
      action: fc.constant(action),
      resource: fc.constant(resource),
      kind: fc.constant(kind),
      accountId:
        hasPolicies && kind !== 'none'
          ? often(3, fc.constant(ACCOUNT), fc.constant(OTHER_ACCOUNT))
          : fc.constant(ACCOUNT),
      keys: fc.constant(Object.keys(keys)),
      context: contexts(keys),
      identity: hasPolicies
        ? fc.array(identity, { minLength: 0, maxLength: 2 })
        : fc.constant([]),
      ...(kind === 'none'
        ? {}
        : {
            resourcePolicy: policies(
              field,
              keys,
              kind === 'trust' ? 'trust' : 'resource',
              action,
              resource,
            ),
          }),
      ...(hasPolicies ? { boundary: identity } : {}),
    },
    {
      requiredKeys: [
        'principal',
        'action',
        'resource',
        'kind',
        'accountId',
        'keys',
        'context',
        'identity',
        // A role has a trust policy, and a key a key policy.
        ...(kind === 'trust' || kind === 'key'
          ? ['resourcePolicy' as const]
          : []),
      ],
    },
  );
}

function contexts(
  keys: Record<string, KeyOfField>,
): fc.Arbitrary<Record<string, string[]>> {
  return fc
    .tuple(
      ...Object.entries(keys)
        .filter(([, { request }]) => request.length > 0)
        .map(([key, { request, isMultivalued }]) =>
          often(
            3,
            isMultivalued
              ? fc.subarray([...request], { minLength: 1 })
              : fc.constantFrom(...request).map(value => [value]),
            fc.constant(undefined),
          ).map(values => ({ key, values })),
        ),
    )
    .map(all =>
      Object.fromEntries(
        all.flatMap(({ key, values }) => (values ? [[key, values]] : [])),
      ),
    );
}

/** The first `weight` times as often as the other. */
function often<T>(
  weight: number,
  first: fc.Arbitrary<T>,
  other: fc.Arbitrary<T>,
): fc.Arbitrary<T> {
  return fc.oneof(
    { weight, arbitrary: first },
    { weight: 1, arbitrary: other },
  );
}

type PolicyKind = 'identity' | 'resource' | 'trust';

function policies(
  field: ResourceOfField,
  keys: Record<string, KeyOfField>,
  kind: PolicyKind,
  action: string,
  resource: string,
): fc.Arbitrary<PolicyDocument> {
  return fc.record({
    Version: fc.oneof(
      { weight: 12, arbitrary: fc.constant('2012-10-17') },
      { weight: 1, arbitrary: fc.constant('2008-10-17') },
    ),
    Statement: fc.array(statements(field, keys, kind, action, resource), {
      minLength: 1,
      maxLength: 3,
    }),
  });
}

function statements(
  field: ResourceOfField,
  keys: Record<string, KeyOfField>,
  kind: PolicyKind,
  action: string,
  resource: string,
): fc.Arbitrary<PolicyStatement> {
  return fc
    .tuple(
      often(4, fc.constant('Allow' as const), fc.constant('Deny' as const)),
      element('Action', 'NotAction', field.actionPatterns, action),
      kind === 'trust'
        ? fc.constant({})
        : element('Resource', 'NotResource', field.resourcePatterns, resource),
      kind === 'identity' ? fc.constant({}) : principals(),
      often(1, fc.constant({}), conditions(keys)),
    )
    .map(([Effect, actions, resources, named, conditioned]) => ({
      Effect,
      ...named,
      ...actions,
      ...resources,
      ...conditioned,
    }));
}

/** Action and NotAction, Resource and NotResource. */
function element(
  name: string,
  negatedName: string,
  patterns: readonly string[],
  exact: string,
): fc.Arbitrary<Record<string, string | string[]>> {
  const values = often<string | string[]>(
    2,
    often(1, fc.constantFrom(exact, '*'), fc.constantFrom(...patterns)),
    fc.array(fc.constantFrom(...patterns), { minLength: 1, maxLength: 2 }),
  );
  return often(
    6,
    values.map(value => ({ [name]: value })),
    values.map(value => ({ [negatedName]: value })),
  );
}

function principals(): fc.Arbitrary<Partial<PolicyStatement>> {
  const named = fc.constantFrom(...NAMED);
  return fc.oneof(
    { weight: 8, arbitrary: named.map(Principal => ({ Principal })) },
    { weight: 2, arbitrary: fc.constant({ Principal: '*' as const }) },
    { weight: 1, arbitrary: named.map(NotPrincipal => ({ NotPrincipal })) },
  );
}

const OPERATORS: Record<KeyOfField['kind'], readonly string[]> = {
  string: [
    'StringEquals',
    'StringNotEquals',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'StringLike',
    'StringNotLike',
  ],
  arn: ['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike', 'StringLike'],
  bool: ['Bool'],
  number: [
    'NumericEquals',
    'NumericNotEquals',
    'NumericLessThan',
    'NumericLessThanEquals',
    'NumericGreaterThan',
    'NumericGreaterThanEquals',
  ],
  date: [
    'DateEquals',
    'DateNotEquals',
    'DateLessThan',
    'DateLessThanEquals',
    'DateGreaterThan',
    'DateGreaterThanEquals',
  ],
  ip: ['IpAddress', 'NotIpAddress'],
};

function conditions(
  keys: Record<string, KeyOfField>,
): fc.Arbitrary<{ Condition: ConditionBlock }> {
  return fc.array(condition(keys), { minLength: 1, maxLength: 2 }).map(all => ({
    Condition: Object.assign({}, ...all),
  }));
}

function condition(
  keys: Record<string, KeyOfField>,
): fc.Arbitrary<ConditionBlock> {
  return fc.constantFrom(...Object.keys(keys)).chain(name => {
    const { kind, request, policy, isMultivalued } = keys[name];
    const key = often(4, fc.constant(name), fc.constant(name.toLowerCase()));
    const values = fc.array(fc.constantFrom(...request, ...policy), {
      minLength: 1,
      maxLength: 2,
    });
    const set = isMultivalued
      ? fc.constantFrom('ForAllValues:', 'ForAnyValue:', '')
      : often(
          8,
          fc.constant(''),
          fc.constantFrom('ForAllValues:', 'ForAnyValue:'),
        );
    return often(
      8,
      fc
        .tuple(
          set,
          fc.constantFrom(...OPERATORS[kind]),
          often(3, fc.constant(''), fc.constant('IfExists')),
          key,
          values,
        )
        .map(([prefix, operator, suffix, of, listed]) => ({
          [prefix + operator + suffix]: {
            [of]: listed.length === 1 ? listed[0] : listed,
          },
        })),
      fc
        .tuple(key, fc.constantFrom('true', 'false'))
        .map(([of, isNull]) => ({ Null: { [of]: isNull } })),
    );
  });
}
