import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  forcedBoundary,
  parseGrantUsersRequest,
  personalizeUsersGrantPermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  holderRefs,
  isolationOf,
  refuseOtherLimits,
  recordedGrants,
  userGrants,
  usersPart,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment, inSession } from '../run/actionRun';
import { carryOutPart } from '../run/carryOut';
import {
  changeOutputs,
  keepOthersField,
  looseInput,
  ownerField,
  roleFields,
  userList,
} from '../run/fields';
import { ownerOf } from '../run/ownerOf';
import { examples } from './grantUsers.examples';
import { usersAsked } from './usersAsked';

/**
 * `personalize:grant-users`: gives people access to Personalize, by a permission
 * set of Identity Center, a role that an identity provider or IAM users assume,
 * or an IAM group or user. Roles and permission sets are claimed for the owner of
 * the role, and those of other owners refused. People who were given access before and are no longer
 * listed lose it, unless `keepOthers` says that the list only adds.
 *
 * Fails with InputError (also for a provider, user or group that the account
 * lacks), NotAllowedError, ConflictError (no such role, a role, policy or
 * permission set of somebody else's, no room), AwsOperationError, and
 * IdentityCenterProcessError for what Identity Center took on and didn't bring
 * to an end.
 */
export function createGrantUsersAction(environment: ActionEnvironment) {
  return createTemplateAction({
    id: 'personalize:grant-users',
    description:
      'Gives people access to Amazon Personalize and lets them pass it this role and no other',
    examples,
    supportsDryRun: true,
    schema: {
      input: looseInput({
        ...roleFields,
        users: userList,
        ...keepOthersField,
        ...ownerField,
      }),
      output: zod =>
        zod.object({
          ...changeOutputs(zod),
          users: zod
            .array(
              zod.object({
                preset: zod.string(),
                policyArn: zod.string(),
                principals: zod.array(
                  zod.object({
                    type: zod.string(),
                    name: zod.string(),
                    arn: zod.string().optional(),
                    assignTo: zod
                      .array(
                        zod.object({ kind: zod.string(), id: zod.string() }),
                      )
                      .optional(),
                  }),
                ),
              }),
            )
            .describe(
              'Each preset with its policy and with what it is attached to; the ARN of a permission set is missing in a dry run that would create it',
            ),
        }),
    },
    async handler(ctx) {
      await inSession(
        environment,
        ctx,
        {
          action: 'personalize:grant-users',
          parse: parseGrantUsersRequest,
          access: 'write',
          permissions: () => [personalizeUsersGrantPermission],
        },
        async run => {
          const { session, request, record } = run;
          const { guardrails, teams } = environment;
          const wanted = {
            ...request,
            ...isolationOf(request.role, request.users, {
              guardrails,
              teams,
              owner: ownerOf(request, record, ctx.isDryRun ?? false),
              record,
            }),
            recordedRoles: recordedGrants(request.role, record).recordedRoles,
            permissionsBoundary: forcedBoundary(request.role, guardrails),
            tags: {},
          };
          if (request.keepOthers) {
            refuseOtherLimits(request.users, wanted.team, record);
          }
          const { state } = await carryOutPart(
            environment,
            ctx,
            run,
            usersPart,
            wanted,
            {
              asked: {
                users: {
                  users: request.keepOthers
                    ? usersAsked(record.asked.users?.users ?? [], request.users)
                    : request.users,
                  team: wanted.team,
                },
              },
              claiming: {
                holders: holderRefs(
                  request.users,
                  request.role,
                  session.identityCenter,
                ),
                claimsRole: false,
              },
            },
          );
          ctx.output('users', userGrants(wanted, state));
        },
      );
    },
  });
}
