import { ConflictError } from '@backstage/errors';
import {
  parseCreateRoleRequest,
  personalizeRoleAdoptPermission,
  personalizeSetupApplyPermission,
  roleArn,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  LedgerService,
  readTargetRole,
  rolePart,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment } from '../run/actionRun';
import { roleFields, settingsFields } from '../run/fields';
import { examples } from './createRole.examples';
import { createPartAction } from './partAction';

/**
 * `personalize:create-role`: creates the service role with its managed policy,
 * with the hardened trust policy from the start. A role without a claim becomes
 * the initiator's, until `personalize:register` gives it to a team. Records its
 * unique id.
 *
 * Fails with InputError (malformed, or against a guardrail), NotAllowedError
 * (no person or no permission), ConflictError (the role or its policy exists
 * and isn't ours, or can't be adopted) and AwsOperationError.
 */
export function createCreateRoleAction(environment: ActionEnvironment) {
  return createPartAction(environment, {
    id: 'personalize:create-role',
    description:
      'Create the service role of Amazon Personalize with its service policy, and protect it against the confused deputy',
    examples,
    input: { ...roleFields, ...settingsFields },
    output: zod => ({
      roleArn: zod.string().describe('ARN of the role'),
      roleName: zod.string().describe('Name of the role'),
      roleId: zod
        .string()
        .optional()
        .describe(
          'Unique id of the role (AROA...); undefined in a dry run of a new role',
        ),
      policyArn: zod
        .string()
        .describe("ARN of the role's managed service policy"),
    }),
    part: rolePart,
    parse: parseCreateRoleRequest,
    permissions: ({ settings }) =>
      settings.adopt
        ? [personalizeSetupApplyPermission, personalizeRoleAdoptPermission]
        : [personalizeSetupApplyPermission],
    takesUnclaimed: true,
    claimTerms: ({ record, request }) =>
      record.claim?.state === 'active'
        ? undefined
        : { holders: [], claimsRole: true, adopts: request.settings.adopt },
    roleId: async (request, { role }) =>
      role?.roleId ?? createdId(environment.ledger, request.role),
    async outputs({ session, request, outputs }) {
      const { role } = await readTargetRole(session, request.role);
      return { ...outputs, ...(role && { roleId: role.roleId }) };
    },
  });
}

/**
 * The unique id that AWS gave a role which a run has just created.
 *
 * @throws ConflictError if no run has
 */
async function createdId(
  ledger: LedgerService,
  role: RoleTarget,
): Promise<string> {
  const arn = roleArn(role);
  const { [arn]: id } = await ledger.roleIds([arn]);
  if (!id) {
    throw new ConflictError(
      `roleName: something else created role ${role.roleName} in account ${role.accountId} at the same time as this run, so it isn't ours. Run again: the new plan takes it into account.`,
    );
  }
  return id;
}
