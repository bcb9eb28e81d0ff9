import { ConflictError } from '@backstage/errors';
import {
  ForeignPolicyError,
  isServicePolicyStatement,
  mergeOwned,
  roleArn,
  servicePolicyStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PartPlan } from '../../engine/plan';
import { planPolicyChange, PolicyEdit } from '../../engine/policyChange';
import { roomIn } from '../../engine/policyHome';
import { managedPolicyHome } from '../shared/iamChanges';
import { isManaged } from '../shared/managedTag';
import {
  refuseForeignRole,
  refuseOtherBoundary,
  servicePolicyArn,
} from '../shared/roleStanding';
import {
  attachServicePolicy,
  createServicePolicy,
  createTheRole,
  tagsWith,
  updateSettings,
  updateTags,
} from './changes';
import { refuseBeyondQuotas } from './quotas';
import { RoleState, RoleWanted } from './read';

/** Brings the role and its policy to what was asked for. */
export function planRole(wanted: RoleWanted, state: RoleState): PartPlan {
  refuseForeign(wanted, state);
  const { role } = state.standing;
  const arn = servicePolicyArn(wanted.role);
  refuseBeyondQuotas(
    {
      role,
      createsPolicy: !state.servicePolicy,
      attached: state.attached,
      attachesPolicy: !state.attached.includes(arn),
      tags: tagsWith(role?.tags ?? {}, wanted.settings.tags),
    },
    state.quotas,
  );
  const home = managedPolicyHome(arn);
  const edit = editServicePolicy(wanted);
  const document = edit(state.servicePolicy?.document);
  return {
    part: 'role',
    changes: [
      // First what the portal's role may not be allowed on a role that it
      // didn't create, so that a refusal leaves nothing half done.
      ...(role
        ? [...updateSettings(wanted, role), ...updateTags(wanted, role)]
        : []),
      ...(state.servicePolicy
        ? planPolicyChange('role', home, state.servicePolicy.document, edit)
        : [createServicePolicy(wanted)]),
      ...(role ? [] : [createTheRole(wanted)]),
      ...(state.attached.includes(arn)
        ? []
        : [
            attachServicePolicy(
              wanted.role,
              arn,
              !role || !state.servicePolicy,
            ),
          ]),
    ],
    warnings: [],
    room: [roomIn(home, document)],
  };
}

function editServicePolicy({ role, settings }: RoleWanted): PolicyEdit {
  const statements = servicePolicyStatements(role, settings);
  return found =>
    mergeOwned(found, statements, isServicePolicyStatement).document;
}

/** Throws where AWS holds something under the role's names that may not be touched. */
function refuseForeign(
  { role: target, settings }: RoleWanted,
  { standing, surprises, servicePolicy }: RoleState,
): void {
  const arn = servicePolicyArn(target);
  if (servicePolicy && !isManaged(servicePolicy.tags)) {
    throw new ConflictError(
      `roleName: the account has a policy ${arn} that wasn't created here (it has no tag personalize:managed), so it isn't overwritten. Choose another role name.`,
    );
  }
  refuseForeignRole(standing, settings);
  if (surprises.length > 0) {
    const messageOf = (texts: string[]) =>
      `adopt: role ${roleArn(target)} isn't fit to be adopted: ${texts.join(
        '; ',
      )}. Remove that from the role, or choose another name.`;
    throw new ForeignPolicyError(
      messageOf(surprises.map(({ message }) => message)),
      messageOf(surprises.map(({ unquoted }) => unquoted)),
    );
  }
  if (standing.role) {
    refuseOtherBoundary(standing.role, settings.permissionsBoundary);
  }
}
