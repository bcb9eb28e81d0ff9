import {
  portalPrincipalPolicy,
  portalRoleConfig,
  portalRoleTemplate,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Command } from 'commander';
import { stringify } from 'yaml';
import * as options from './options';
import { templateYaml } from './templateYaml';

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
  addAppConfig(command);
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
    .addOption(options.partition())
    .action((given: options.TemplateOptions) => {
      print(
        command,
        templateYaml(
          portalRoleTemplate({
            partition: given.partition,
            portalPrincipal: given.portalPrincipal,
            rolePath: given.rolePath,
            bucketNames: given.bucket,
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
      print(
        command,
        stringify(
          portalRoleConfig({
            accountId: given.account,
            name: given.name,
            regions: given.region,
            rolePath: given.rolePath,
          }),
          { version: '1.1', lineWidth: 0 },
        ),
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
    .addOption(options.partition())
    .action((given: options.PrincipalPolicyOptions) => {
      const policy = portalPrincipalPolicy(given.partition, given.account);
      print(command, `${JSON.stringify(policy, undefined, 2)}\n`);
    });
}

function print(command: Command, text: string): void {
  command.configureOutput().writeOut?.(text);
}
