import {
  isPersonalizeRegion,
  Partition,
  PERSONALIZE_REGIONS,
  portalRoleRules,
  TextRule,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { InvalidArgumentError, Option } from 'commander';

/** The options of `template`, once they fit. */
export interface TemplateOptions {
  portalPrincipal?: string;
  rolePath?: string;
  bucket?: string[];
  partition: Partition;
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
  if (!isPersonalizeRegion(text)) {
    throw new InvalidArgumentError(
      `Rule: Amazon Personalize exists in the Regions ${PERSONALIZE_REGIONS.join(
        ', ',
      )}.`,
    );
  }
  return text;
}

function listOf(read: Read) {
  return (text: string, earlier: string[] = []) => [...earlier, read(text)];
}
