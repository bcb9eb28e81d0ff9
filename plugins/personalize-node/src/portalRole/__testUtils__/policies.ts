import { JsonObject, JsonValue } from '@backstage/types';
import {
  isPolicyDocument,
  PolicyDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { parse } from 'yaml';
import { accountTemplate, identityCenterTemplate } from '../template';

/** What a stack of the account's template reaches. */
export interface PortalRoleScope {
  partition: string;
  accountId: string;
  /** The path of the Personalize roles and of their policies; starts and ends with `/`. */
  rolePath: string;
  /** ARNs of the buckets that may be granted; `*` and `?` are wildcards. */
  bucketArns: string[];
  /** Accounts beside this one whose buckets the Personalize roles may use, 12 digits each; `*` is any. */
  bucketOwners: string[];
  /** The Regions whose keys may be used. */
  regions: string[];
  /** Keys of the tags that a role or policy may be given, beside the product's own. */
  tagKeys: string[];
  /** Whether policies may be attached to IAM groups and users. */
  directAttachment: boolean;
}

/** What a stack of the template for Identity Center's account reaches. */
export interface IdentityCenterScope {
  partition: string;
  /** The last part of the instance's ARN, for example `ssoins-0123456789abcdef`. */
  instanceId: string;
  /** The accounts in which people may get access, as Identity Center names them. */
  accountArns: string[];
}

/** Who may assume the portal's roles. */
export interface PortalPrincipal {
  arn: string;
  externalId: string;
}

/** An account as Identity Center names it. */
export function accountArn(partition: string, accountId: string): string {
  return `arn:${partition}:sso:::account/${accountId}`;
}

const PORTAL: PortalPrincipal = {
  arn: 'arn:aws:iam::999988887777:role/backstage',
  externalId: 'portal-7f3a',
};

const ACCOUNT: JsonObject = parse(accountTemplate().withDefaults({}));
const IDENTITY_CENTER: JsonObject = parse(
  identityCenterTemplate().withDefaults({}),
);

/** The policies that a stack of the account's template makes. */
export function accountPolicies(scope: PortalRoleScope, portal = PORTAL) {
  const documentAt = documentsOf(ACCOUNT, {
    ...principalParameters(portal),
    'AWS::Partition': scope.partition,
    'AWS::AccountId': scope.accountId,
    RolePath: scope.rolePath,
    BucketArns: scope.bucketArns,
    // CloudFormation takes an empty text for a list of one.
    BucketOwners: scope.bucketOwners.length > 0 ? scope.bucketOwners : [''],
    Regions: scope.regions,
    TagKeys: scope.tagKeys,
    AllowDirectAttachment: scope.directAttachment ? 'yes' : 'no',
  });
  return {
    ...rolePolicies(documentAt, 'Personalize'),
    boundary: documentAt('PersonalizeBoundary', 'Properties', 'PolicyDocument'),
  };
}

/** The policies that a stack of the template for Identity Center's account makes. */
export function identityCenterPolicies(
  scope: IdentityCenterScope,
  portal = PORTAL,
) {
  return rolePolicies(
    documentsOf(IDENTITY_CENTER, {
      ...principalParameters(portal),
      'AWS::Partition': scope.partition,
      InstanceId: scope.instanceId,
      AccountArns: scope.accountArns,
    }),
    'PersonalizeIdentityCenter',
  );
}

type DocumentAt = (...path: string[]) => PolicyDocument;

function rolePolicies(documentAt: DocumentAt, prefix: string) {
  const policyOf = (role: string) =>
    documentAt(role, 'Properties', 'Policies', '0', 'PolicyDocument');
  const trustOf = (role: string) =>
    documentAt(role, 'Properties', 'AssumeRolePolicyDocument');
  return {
    writer: policyOf(`${prefix}Writer`),
    writerTrust: trustOf(`${prefix}Writer`),
    reader: policyOf(`${prefix}Reader`),
    readerTrust: trustOf(`${prefix}Reader`),
  };
}

function principalParameters({ arn, externalId }: PortalPrincipal): JsonObject {
  return { PortalPrincipalArn: arn, ExternalId: externalId };
}

/** A value inside a template; `null` where there is none. */
export function at(value: JsonValue | undefined, ...path: string[]): JsonValue {
  return path.reduce<JsonValue>((found, step) => {
    const entry =
      found !== null && typeof found === 'object'
        ? Object.entries(found).find(([key]) => key === step)
        : undefined;
    return entry?.[1] ?? null;
  }, value ?? null);
}

/** The policy documents of a stack, by their place among the resources of its template. */
function documentsOf(template: JsonObject, parameters: JsonObject): DocumentAt {
  return (...path) => {
    const found = resolved(
      at(template, 'Resources', ...path),
      template,
      parameters,
    );
    if (!isPolicyDocument(found)) {
      throw new Error(`No policy document at ${path.join('.')}`);
    }
    return found;
  };
}

const NO_VALUE = 'AWS::NoValue';

/** Does what CloudFormation does with the functions that the templates use. */
function resolved(
  value: JsonValue | undefined,
  template: JsonObject,
  parameters: JsonObject,
): JsonValue {
  const resolve = (item: JsonValue | undefined) =>
    resolved(item, template, parameters);
  const parameter = (name: string) => {
    const found = parameters[name];
    if (found === undefined) {
      throw new Error(`The template refers to ${name}`);
    }
    return found;
  };
  if (Array.isArray(value)) {
    return value.map(resolve).filter(item => item !== NO_VALUE);
  }
  if (value === null || typeof value !== 'object') {
    return value ?? null;
  }
  const [[name, argument] = []] = Object.entries(value);
  const items = Array.isArray(argument) ? argument : [];
  switch (name) {
    case 'Ref':
      return argument === NO_VALUE ? NO_VALUE : parameter(String(argument));
    case 'Fn::Sub':
      return String(argument).replace(/\$\{([^}]*)\}/g, (_, key) =>
        String(parameter(key)),
      );
    case 'Fn::Equals':
      return resolve(items[0]) === resolve(items[1]);
    case 'Fn::Not':
      return !resolve(items[0]);
    case 'Fn::If':
      return resolve(at(template, 'Conditions', String(items[0])))
        ? resolve(items[1])
        : resolve(items[2]);
    case 'Fn::Join': {
      const list = resolve(items[1]);
      if (!Array.isArray(list)) {
        throw new Error(`No list to join: ${JSON.stringify(items)}`);
      }
      return list.join(String(items[0]));
    }
    case 'Fn::Split':
      return String(resolve(items[1])).split(String(items[0]));
    default:
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [key, resolve(item)]),
      );
  }
}
