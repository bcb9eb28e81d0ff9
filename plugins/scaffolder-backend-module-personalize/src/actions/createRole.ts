import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  parseCreateRoleRequest,
  personalizeRoleAdoptPermission,
  personalizeSetupApplyPermission,
  roleArn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  readTargetRole,
  rolePart,
  servicePolicyArn,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment, inSession } from '../run/actionRun';
import { carryOut, settle } from '../run/carryOut';
import {
  changeOutputs,
  looseInput,
  roleFields,
  settingsFields,
} from '../run/fields';
import { examples } from './createRole.examples';

/**
 * `personalize:create-role`: the service role with its managed policy, born with
 * the hardened trust policy.
 *
 * Fails with InputError (malformed, or against a guardrail), NotAllowedError (no
 * person or no permission), ConflictError (the role or its policy exists and
 * isn't ours, or isn't fit to be adopted) and AwsOperationError.
 */
export function createCreateRoleAction(environment: ActionEnvironment) {
  return createTemplateAction({
    id: 'personalize:create-role',
    description:
      'Creates the service role of Amazon Personalize, hardened against the confused deputy, with its service policy',
    examples,
    supportsDryRun: true,
    schema: {
      input: looseInput({ ...roleFields, ...settingsFields }),
      output: zod =>
        zod.object({
          ...changeOutputs(zod),
          roleArn: zod.string().describe('ARN of the role'),
          roleName: zod.string().describe('Name of the role'),
          roleId: zod
            .string()
            .optional()
            .describe(
              'Unique id of the role (AROA...); absent in a dry run of a new role',
            ),
          policyArn: zod
            .string()
            .describe("ARN of the role's managed service policy"),
        }),
    },
    async handler(ctx) {
      await inSession(
        environment,
        ctx,
        {
          action: 'personalize:create-role',
          parse: parseCreateRoleRequest,
          access: 'write',
          permissions: ({ settings }) =>
            settings.adopt
              ? [
                  personalizeSetupApplyPermission,
                  personalizeRoleAdoptPermission,
                ]
              : [personalizeSetupApplyPermission],
        },
        async run => {
          const { session, request } = run;
          await settle(ctx, run, rolePart.name);
          const plan = rolePart.plan(
            request,
            await rolePart.read(session, request),
          );
          await carryOut(environment, ctx, run, plan, {
            role: { settings: request.settings },
          });
          const role = await readTargetRole(session, request.role);

          ctx.output('roleArn', roleArn(request.role));
          ctx.output('roleName', request.role.roleName);
          if (role) {
            ctx.output('roleId', role.roleId);
          }
          ctx.output('policyArn', servicePolicyArn(request.role));
        },
      );
    },
  });
}
