import {
  parseGrantUsersRequest,
  personalizeUsersGrantPermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  holderRefs,
  usersPart,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment } from '../run/actionRun';
import {
  keepOthersField,
  ownerField,
  roleFields,
  userList,
} from '../run/fields';
import { examples } from './grantUsers.examples';
import { createPartAction } from './partAction';

/**
 * `personalize:grant-users`: gives people access to Personalize, through a
 * permission set of Identity Center, a role that an identity provider or IAM
 * users assume, or an IAM group or user. Claims roles and permission sets for
 * the owner of the role, and refuses those of other owners. People with earlier
 * access who are no longer listed lose it, unless `keepOthers` says that the
 * list only adds.
 *
 * Fails with InputError (also for a provider, user or group that the account
 * lacks), NotAllowedError, ConflictError (no such role, a role, policy or
 * permission set of somebody else, no room), AwsOperationError, and
 * IdentityCenterProcessError for a process that Identity Center started but
 * didn't finish.
 */
export function createGrantUsersAction(environment: ActionEnvironment) {
  return createPartAction(environment, {
    id: 'personalize:grant-users',
    description:
      'Give people access to Amazon Personalize and let them pass it this role and no other',
    examples,
    input: {
      ...roleFields,
      users: userList,
      ...keepOthersField,
      ...ownerField,
    },
    output: zod => ({
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
                  .array(zod.object({ kind: zod.string(), id: zod.string() }))
                  .optional(),
              }),
            ),
          }),
        )
        .describe(
          'Each preset with its policy and its attachments; a dry run that would create a permission set has no ARN for it',
        ),
      signIns: zod
        .array(
          zod.object({ title: zod.string(), lines: zod.array(zod.string()) }),
        )
        .describe(
          'Each preset in words, and how those who have it sign in: each a line of Markdown',
        ),
    }),
    part: usersPart,
    parse: parseGrantUsersRequest,
    permissions: () => [personalizeUsersGrantPermission],
    claimTerms: ({ request, session }) => ({
      holders: holderRefs(request.users, request.role, session.identityCenter),
      claimsRole: false,
    }),
  });
}
