import {
  isServiceRegion,
  Partition,
  SERVICE_REGIONS,
  portalRoleRules,
  TextRule,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { InvalidArgumentError, Option } from 'commander';

/** The options of `template`, once they fit. */
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

/** The options of `identity-center`, once they fit. */
export interface IdentityCenterOptions {
  portalPrincipal?: string;
  instanceId?: string;
  account?: string[];
  partition: Partition;
}

/** The options of `identity-center-config`, once they fit. */
export interface IdentityCenterConfigOptions {
  account: string;
  region: string;
}

/** The options of `app-config`, once they fit. */
export interface AppConfigOptions {
  account: string;
  name?: string;
  region: string[];
  rolePath?: string;
}

/** The options of `principal-policy`, once they fit. */
export interface PrincipalPolicyOptions {
  account: string[];
  identityCenterAccount?: string;
  partition: Partition;
}

export function portalPrincipal(): Option {
  return new Option(
    '--portal-principal <arn>',
    'the role (or user) that the portal runs as; without it each stack has to say',
  ).argParser(fitting(portalRoleRules.portalPrincipal));
}

export function rolePath(): Option {
  return new Option(
    '--role-path <path>',
    'the path of the Personalize roles and their policies (default: "/personalize/")',
  ).argParser(fitting(portalRoleRules.rolePath));
}

export function buckets(): Option {
  return new Option(
    '--bucket <pattern>',
    'names of buckets that may be granted, with * and ?; may be repeated (default: "*personalize*")',
  ).argParser(listOf(fitting(portalRoleRules.bucketNames)));
}

export function bucketOwners(): Option {
  return new Option(
    '--bucket-owner <id>',
    "an account beside the stack's own whose buckets the Personalize roles may use, 12 digits or *, as in bucketOwners of personalize.teams; may be repeated (default: none)",
  ).argParser(listOf(fitting(portalRoleRules.bucketOwner)));
}

export function keyRegions(): Option {
  return new Option(
    '--region <region>',
    'a Region whose keys the Personalize roles may use, as in personalize.accounts; may be repeated (default: all that have Personalize)',
  ).argParser(listOf(region));
}

export function tagKeys(): Option {
  return new Option(
    '--tag-key <key>',
    "the key of a tag that the portal may set, as in the guardrails' requiredTags and allowedTags; may be repeated (default: only the portal's own)",
  ).argParser(listOf(fitting(portalRoleRules.tagKey)));
}

export function directAttachment(): Option {
  return new Option(
    '--allow-direct-attachment',
    'lets the portal attach policies to IAM groups and users, which amounts to all permissions in the account (default: not)',
  );
}

export function instanceId(): Option {
  return new Option(
    '--instance-id <id>',
    'the last part of the ARN of the Identity Center instance; without it the stack has to say',
  ).argParser(fitting(portalRoleRules.instanceId));
}

export function assignableAccounts(): Option {
  return new Option(
    '--account <id>',
    'an account in which people may get access, 12 digits; may be repeated; without it the stack has to say',
  ).argParser(listOf(fitting(portalRoleRules.accountId)));
}

export function identityCenterAccount(): Option {
  return new Option(
    '--identity-center-account <id>',
    'the account with the roles of Identity Center, 12 digits',
  ).argParser(fitting(portalRoleRules.accountId));
}

export function homeRegion(): Option {
  return new Option(
    '--region <region>',
    'the Region in which Identity Center was set up',
  )
    .argParser(fitting(portalRoleRules.homeRegion))
    .makeOptionMandatory();
}

export function partition(): Option {
  return new Option('--partition <partition>', 'the partition of AWS')
    .choices(['aws', 'aws-cn'])
    .default('aws');
}

export function account(): Option {
  return new Option('--account <id>', 'the account, 12 digits')
    .argParser(fitting(portalRoleRules.accountId))
    .makeOptionMandatory();
}

export function accounts(): Option {
  return new Option(
    '--account <id>',
    'an account with the roles, 12 digits; may be repeated',
  )
    .argParser(listOf(fitting(portalRoleRules.accountId)))
    .makeOptionMandatory();
}

export function accountName(): Option {
  return new Option('--name <name>', 'how people call the account');
}

export function regions(): Option {
  return new Option(
    '--region <region>',
    'a Region that may be used; may be repeated',
  )
    .argParser(listOf(region))
    .makeOptionMandatory();
}

type Read = (text: string) => string;

/** Commander adds the option's name and the value to the rule. */
function fitting(rule: TextRule): Read {
  return text => {
    const flaw = rule.broken(text);
    if (flaw) {
      throw new InvalidArgumentError(`Rule: ${flaw}.`);
    }
    return text;
  };
}

function region(text: string): string {
  if (!isServiceRegion(text)) {
    throw new InvalidArgumentError(
      `Rule: Amazon Personalize exists in the Regions ${SERVICE_REGIONS.join(
        ', ',
      )}.`,
    );
  }
  return text;
}

function listOf(read: Read) {
  return (text: string, earlier: string[] = []) => [...earlier, read(text)];
}
