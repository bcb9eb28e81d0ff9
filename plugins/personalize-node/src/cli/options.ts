import {
  accountIdRule,
  bucketArn,
  isServiceRegion,
  Partition,
  SERVICE_REGIONS,
  rolePathRule,
  tagKeyRule,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { InvalidArgumentError, Option } from 'commander';
import { RoleTemplate } from '../portalRole/template';

/** The validated options of `template`. */
export interface TemplateOptions {
  portalPrincipal?: string;
  rolePath?: string;
  bucket?: string[];
  bucketOwner?: string[];
  region?: string[];
  tagKey?: string[];
  partition: Partition;
  allowDirectAttachment?: boolean;
}

/** The validated options of `identity-center`. */
export interface IdentityCenterOptions {
  portalPrincipal?: string;
  instanceId?: string;
  account?: string[];
  partition: Partition;
}

/** The validated options of `identity-center-config`. */
export interface IdentityCenterConfigOptions {
  account: string;
  region: string;
}

/** The validated options of `app-config`. */
export interface AppConfigOptions {
  account: string;
  name?: string;
  region: string[];
  rolePath?: string;
}

/** The validated options of `principal-policy`. */
export interface PrincipalPolicyOptions {
  account: string[];
  identityCenterAccount?: string;
  partition: Partition;
}

type Parser = (text: string) => string;

const region = parserWhere(
  isServiceRegion,
  `Amazon Personalize exists in the Regions ${SERVICE_REGIONS.join(', ')}`,
);

export function portalPrincipal(template: RoleTemplate): Option {
  return new Option(
    '--portal-principal <arn>',
    'the role (or user) that the portal runs as; without it, each stack must set it',
  ).argParser(
    parserWhere(
      arn => template.takes('PortalPrincipalArn', arn),
      "the portal's principal must be the ARN of one role or user, for example arn:aws:iam::111122223333:role/backstage; the ARN of an account would let in everyone there who can assume roles, and the ARN of a session ends with the session",
    ),
  );
}

export function rolePath(template: RoleTemplate): Option {
  return new Option(
    '--role-path <path>',
    'the path of the Personalize roles and their policies (default: "/personalize/")',
  ).argParser(parserOf(path => pathFlaw(template, path)));
}

export function buckets(template: RoleTemplate): Option {
  return new Option(
    '--bucket <pattern>',
    'names of buckets that the portal can grant, with * and ?; can be repeated (default: "*personalize*")',
  ).argParser(
    listOf(
      parserWhere(
        name => template.takes('BucketArns', bucketArn('aws', name)),
        'a pattern of bucket names has lower-case letters, digits, dots, hyphens and the wildcards * and ?, and at least one letter or digit; * alone would let the portal write the policy of every bucket',
      ),
    ),
  );
}

export function bucketOwners(template: RoleTemplate): Option {
  return new Option(
    '--bucket-owner <id>',
    'another account whose buckets the Personalize roles can use, 12 digits or *, as in bucketOwners of personalize.teams; can be repeated (default: none)',
  ).argParser(
    listOf(
      parserWhere(
        // A stack passes an empty value for none.
        id => id !== '' && template.takes('BucketOwners', id),
        "the account of a bucket must be 12 digits, or '*' for any account",
      ),
    ),
  );
}

export function keyRegions(): Option {
  return new Option(
    '--region <region>',
    'a Region whose keys the Personalize roles can use, as in personalize.accounts; can be repeated (default: all Regions with Personalize)',
  ).argParser(listOf(region));
}

export function tagKeys(): Option {
  return new Option(
    '--tag-key <key>',
    "the key of a tag that the portal can set, as in the guardrails' requiredTags and allowedTags; can be repeated (default: only the portal's own)",
  ).argParser(listOf(parserOf(tagKeyRule.broken)));
}

export function directAttachment(): Option {
  return new Option(
    '--allow-direct-attachment',
    'let the portal attach policies to IAM groups and users, which amounts to all permissions in the account (default: no)',
  );
}

export function instanceId(template: RoleTemplate): Option {
  return new Option(
    '--instance-id <id>',
    'the last part of the ARN of the Identity Center instance; without it, the stack must set it',
  ).argParser(
    parserWhere(
      id => template.takes('InstanceId', id),
      'name an instance of Identity Center by the last part of its ARN, for example ssoins-0123456789abcdef; the settings page of Identity Center shows it',
    ),
  );
}

export function assignableAccounts(): Option {
  return new Option(
    '--account <id>',
    'an account in which people can get access, 12 digits; can be repeated; without it, the stack must set it',
  ).argParser(listOf(parserOf(accountIdRule.broken)));
}

export function identityCenterAccount(): Option {
  return new Option(
    '--identity-center-account <id>',
    'the account with the roles of Identity Center, 12 digits',
  ).argParser(parserOf(accountIdRule.broken));
}

export function homeRegion(template: RoleTemplate): Option {
  return new Option('--region <region>', 'the home Region of Identity Center')
    .argParser(
      parserWhere(
        name => template.takes('Regions', name),
        'give the home Region of Identity Center, for example us-east-1',
      ),
    )
    .makeOptionMandatory();
}

export function partition(): Option {
  return new Option('--partition <partition>', 'the partition of AWS')
    .choices(['aws', 'aws-cn'])
    .default('aws');
}

export function account(): Option {
  return new Option('--account <id>', 'the account, 12 digits')
    .argParser(parserOf(accountIdRule.broken))
    .makeOptionMandatory();
}

export function accounts(): Option {
  return new Option(
    '--account <id>',
    'an account with the roles, 12 digits; can be repeated',
  )
    .argParser(listOf(parserOf(accountIdRule.broken)))
    .makeOptionMandatory();
}

export function accountName(): Option {
  return new Option('--name <name>', 'the name of the account in the portal');
}

export function regions(): Option {
  return new Option('--region <region>', 'a Region to allow; can be repeated')
    .argParser(listOf(region))
    .makeOptionMandatory();
}

/**
 * Commander adds the option's name and the value to the rule.
 *
 * @param broken - the rule that a text breaks; undefined if it is valid
 */
function parserOf(broken: (text: string) => string | undefined): Parser {
  return text => {
    const flaw = broken(text);
    if (flaw) {
      throw new InvalidArgumentError(`Rule: ${flaw}.`);
    }
    return text;
  };
}

function parserWhere(isFit: (text: string) => boolean, rule: string): Parser {
  return parserOf(text => (isFit(text) ? undefined : rule));
}

/** As for any Personalize role; and a permission on the path must cover nothing else. */
function pathFlaw(template: RoleTemplate, path: string): string | undefined {
  const flaw = rolePathRule({}).broken(path);
  if (flaw || template.takes('RolePath', path)) {
    return flaw;
  }
  return path === '/'
    ? 'the portal can change everything below the path of the Personalize roles, and / contains every role of the account; give a separate path, for example /personalize/'
    : "/personalize-portal/ is the path of the portal's own roles and of the boundary, which the portal must not change; give another path, for example /personalize/";
}

function listOf(parse: Parser) {
  return (text: string, earlier: string[] = []) => [...earlier, parse(text)];
}
