import { JsonObject } from '@backstage/types';
import {
  bucketArn,
  partitionOf,
  SERVICE_REGIONS,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Command } from 'commander';
import { stringify } from 'yaml';
import { identityCenterConfig, portalRoleConfig } from '../portalRole/config';
import { portalPrincipalPolicy } from '../portalRole/principalPolicy';
import {
  accountTemplate,
  identityCenterTemplate,
  RoleTemplate,
} from '../portalRole/template';
import * as options from './options';

/** The templates that the command prints. */
interface Templates {
  account: RoleTemplate;
  identityCenter: RoleTemplate;
}

/**
 * The command line. Only its results go to standard output, so that they can be
 * redirected into a file; messages go to standard error.
 *
 * @param command - a command that says where output and errors go
 */
export function portalRoleCommand(command = new Command()): Command {
  const templates: Templates = {
    account: accountTemplate(),
    identityCenter: identityCenterTemplate(),
  };
  command
    .name('personalize-portal-role')
    .description(
      "Prints the portal's own AWS roles for Amazon Personalize. It doesn't call AWS or the portal.",
    )
    .showHelpAfterError('(--help shows all options)');
  addTemplate(command, templates);
  addIdentityCenter(command, templates);
  addAppConfig(command, templates);
  addIdentityCenterConfig(command, templates);
  addPrincipalPolicy(command, templates);
  return command;
}

function addTemplate(command: Command, { account }: Templates): void {
  command
    .command('template', { isDefault: true })
    .summary('the two roles and the boundary, for one account (the default)')
    .description(
      'A CloudFormation template of the writer, the reader and the permissions boundary, for a stack or a StackSet. The options set the defaults of its parameters, which a stack can override. Give the external id only to the stack.',
    )
    .addOption(options.portalPrincipal(account))
    .addOption(options.rolePath(account))
    .addOption(options.buckets(account))
    .addOption(options.bucketOwners(account))
    .addOption(options.keyRegions())
    .addOption(options.tagKeys())
    .addOption(options.directAttachment())
    .addOption(options.partition())
    .action((given: options.TemplateOptions) => {
      const {
        partition,
        bucket = ['*personalize*'],
        region = SERVICE_REGIONS.filter(one => partitionOf(one) === partition),
      } = given;
      print(
        command,
        account.withDefaults({
          PortalPrincipalArn: given.portalPrincipal,
          RolePath: given.rolePath,
          BucketArns: bucket.map(name => bucketArn(partition, name)).join(),
          BucketOwners: given.bucketOwner?.join(),
          Regions: region.join(),
          TagKeys: given.tagKey?.join(),
          AllowDirectAttachment: given.allowDirectAttachment
            ? 'yes'
            : undefined,
        }),
      );
    });
}

function addIdentityCenter(
  command: Command,
  { identityCenter }: Templates,
): void {
  command
    .command('identity-center')
    .summary("the two roles for Identity Center's account")
    .description(
      'A CloudFormation template of the writer and the reader in the account of Identity Center, for one stack: the management account of the organisation, or the delegated administrator. You need it if people get access through permission sets. The options set the defaults of its parameters.',
    )
    .addOption(options.portalPrincipal(identityCenter))
    .addOption(options.instanceId(identityCenter))
    .addOption(options.assignableAccounts())
    .addOption(options.partition())
    .action((given: options.IdentityCenterOptions) => {
      print(
        command,
        identityCenter.withDefaults({
          PortalPrincipalArn: given.portalPrincipal,
          InstanceId: given.instanceId,
          AccountArns: given.account
            ?.map(id => `arn:${given.partition}:sso:::account/${id}`)
            .join(),
        }),
      );
    });
}

function addAppConfig(command: Command, { account }: Templates): void {
  command
    .command('app-config')
    .summary("what the portal's configuration needs for an account")
    .description(
      'The part of app-config.yaml that names the roles and the boundary of an account.',
    )
    .addOption(options.account())
    .addOption(options.accountName())
    .addOption(options.regions())
    .addOption(options.rolePath(account))
    .action((given: options.AppConfigOptions) => {
      printConfig(
        command,
        portalRoleConfig(account, {
          accountId: given.account,
          name: given.name,
          regions: given.region,
          rolePath: given.rolePath,
        }),
      );
    });
}

function addIdentityCenterConfig(
  command: Command,
  { account, identityCenter }: Templates,
): void {
  command
    .command('identity-center-config')
    .summary("what the portal's configuration needs for Identity Center")
    .description(
      "The part of app-config.yaml that names the roles in Identity Center's account.",
    )
    .addOption(options.account())
    .addOption(options.homeRegion(account))
    .action((given: options.IdentityCenterConfigOptions) => {
      printConfig(
        command,
        identityCenterConfig(identityCenter, {
          accountId: given.account,
          region: given.region,
        }),
      );
    });
}

function addPrincipalPolicy(
  command: Command,
  { account, identityCenter }: Templates,
): void {
  command
    .command('principal-policy')
    .summary('what the principal that the portal runs as needs')
    .description(
      "The identity policy, in JSON, that lets the portal's principal assume the two roles in each account.",
    )
    .addOption(options.accounts())
    .addOption(options.identityCenterAccount())
    .addOption(options.partition())
    .action((given: options.PrincipalPolicyOptions) => {
      const { account: accountIds, identityCenterAccount } = given;
      const policy = portalPrincipalPolicy(given.partition, [
        { template: account, accountIds },
        {
          template: identityCenter,
          accountIds: identityCenterAccount ? [identityCenterAccount] : [],
        },
      ]);
      print(command, `${JSON.stringify(policy, undefined, 2)}\n`);
    });
}

function printConfig(command: Command, config: JsonObject): void {
  print(command, stringify(config, { version: '1.1', lineWidth: 0 }));
}

function print(command: Command, text: string): void {
  command.configureOutput().writeOut?.(text);
}
