import { JsonObject } from '@backstage/types';
import {
  identityCenterConfig,
  identityCenterTemplate,
  portalPrincipalPolicy,
  portalRoleConfig,
  portalRoleTemplate,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Command } from 'commander';
import { stringify } from 'yaml';
import * as options from './options';
import {
  ACCOUNT_HEAD,
  IDENTITY_CENTER_HEAD,
  templateYaml,
} from './templateYaml';

/**
 * The command line. All that it prints goes to standard output and nothing
 * else does, so that it can be sent into a file; messages go to standard error.
 *
 * @param command - a command that says where output and errors go
 */
export function portalRoleCommand(command = new Command()): Command {
  command
    .name('personalize-portal-role')
    .description(
      "Prints the portal's own AWS roles for Amazon Personalize. It calls neither AWS nor the portal.",
    )
    .showHelpAfterError('(--help shows all options)');
  addTemplate(command);
  addIdentityCenter(command);
  addAppConfig(command);
  addIdentityCenterConfig(command);
  addPrincipalPolicy(command);
  return command;
}

function addTemplate(command: Command): void {
  command
    .command('template', { isDefault: true })
    .summary('the two roles and the boundary, for one account (the default)')
    .description(
      'A CloudFormation template of the writer, the reader and the permissions boundary, for a stack or a StackSet. The options set the defaults of its parameters, which a stack may set anew. The external id is given to the stack alone.',
    )
    .addOption(options.portalPrincipal())
    .addOption(options.rolePath())
    .addOption(options.buckets())
    .addOption(options.bucketOwners())
    .addOption(options.keyRegions())
    .addOption(options.tagKeys())
    .addOption(options.directAttachment())
    .addOption(options.partition())
    .action((given: options.TemplateOptions) => {
      print(
        command,
        templateYaml(
          ACCOUNT_HEAD,
          portalRoleTemplate({
            partition: given.partition,
            portalPrincipal: given.portalPrincipal,
            rolePath: given.rolePath,
            bucketNames: given.bucket,
            bucketOwners: given.bucketOwner,
            regions: given.region,
            tagKeys: given.tagKey,
            directAttachment: given.allowDirectAttachment,
          }),
        ),
      );
    });
}

function addIdentityCenter(command: Command): void {
  command
    .command('identity-center')
    .summary("the two roles for Identity Center's account")
    .description(
      'A CloudFormation template of the writer and the reader in the account of Identity Center, for one stack: the management account of the organisation, or the delegated administrator. Needed where people get access by permission sets. The options set the defaults of its parameters.',
    )
    .addOption(options.portalPrincipal())
    .addOption(options.instanceId())
    .addOption(options.assignableAccounts())
    .addOption(options.partition())
    .action((given: options.IdentityCenterOptions) => {
      print(
        command,
        templateYaml(
          IDENTITY_CENTER_HEAD,
          identityCenterTemplate({
            partition: given.partition,
            portalPrincipal: given.portalPrincipal,
            instanceId: given.instanceId,
            accountIds: given.account,
          }),
        ),
      );
    });
}

function addAppConfig(command: Command): void {
  command
    .command('app-config')
    .summary("what the portal's configuration needs for an account")
    .description(
      'The part of app-config.yaml that names the roles and the boundary of an account.',
    )
    .addOption(options.account())
    .addOption(options.accountName())
    .addOption(options.regions())
    .addOption(options.rolePath())
    .action((given: options.AppConfigOptions) => {
      printConfig(
        command,
        portalRoleConfig({
          accountId: given.account,
          name: given.name,
          regions: given.region,
          rolePath: given.rolePath,
        }),
      );
    });
}

function addIdentityCenterConfig(command: Command): void {
  command
    .command('identity-center-config')
    .summary("what the portal's configuration needs for Identity Center")
    .description(
      "The part of app-config.yaml that names the roles in Identity Center's account.",
    )
    .addOption(options.account())
    .addOption(options.homeRegion())
    .action((given: options.IdentityCenterConfigOptions) => {
      printConfig(
        command,
        identityCenterConfig({
          accountId: given.account,
          region: given.region,
        }),
      );
    });
}

function addPrincipalPolicy(command: Command): void {
  command
    .command('principal-policy')
    .summary('what the principal that the portal runs as needs')
    .description(
      'The identity policy, in JSON, with which the principal that the portal runs as may assume the two roles in each account.',
    )
    .addOption(options.accounts())
    .addOption(options.identityCenterAccount())
    .addOption(options.partition())
    .action((given: options.PrincipalPolicyOptions) => {
      const policy = portalPrincipalPolicy({
        partition: given.partition,
        accountIds: given.account,
        identityCenterAccountId: given.identityCenterAccount,
      });
      print(command, `${JSON.stringify(policy, undefined, 2)}\n`);
    });
}

function printConfig(command: Command, config: JsonObject): void {
  print(command, stringify(config, { version: '1.1', lineWidth: 0 }));
}

function print(command: Command, text: string): void {
  command.configureOutput().writeOut?.(text);
}
