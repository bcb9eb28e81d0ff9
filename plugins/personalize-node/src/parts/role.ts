import { ConflictError } from '@backstage/errors';
import {
  ForeignPolicyError,
  InvalidRequestError,
  isServicePolicyStatement,
  mergeOwned,
  roleArn,
  RoleSettings,
  RoleTarget,
  servicePolicyStatements,
  Surprise,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import {
  IamPolicy,
  IamQuotas,
  readAttachedPolicies,
  readIamQuotas,
  readManagedPolicy,
} from '../aws/iamReads';
import { planPolicyChange, PolicyEdit } from '../engine/policyChange';
import { roomIn } from '../engine/policyHome';
import { AddedRole, planRoleRevoke, readAddedRole } from './addedRole';
import { heldInIam } from './heldInIam';
import { managedPolicyHome } from './managedPolicyHome';
import { isManaged } from './managedTag';
import { Part } from './part';
import {
  attachServicePolicy,
  createTheRole,
  createServicePolicy,
  tagsWith,
  updateSettings,
  updateTags,
} from './roleChanges';
import { refuseBeyondQuotas } from './roleQuotas';
import {
  readRoleStanding,
  readSurprises,
  refuseForeignRole,
  refuseOtherBoundary,
  RoleStanding,
  servicePolicyArn,
} from './roleStanding';
import { refuseNameTakenInOtherCase } from './targetRole';

/** The role as asked for. */
export interface RoleWanted {
  role: RoleTarget;
  settings: RoleSettings;
}

/** What the role part reads. */
export interface RoleState {
  standing: RoleStanding;
  /** What makes a role that somebody made by hand unfit to be used. */
  surprises: Surprise[];
  /** The role's managed policy. */
  servicePolicy: IamPolicy | undefined;
  /** ARNs of the managed policies on the role. */
  attached: string[];
  quotas: IamQuotas;
}

/** The role itself and its managed service policy. */
export const rolePart: Part<RoleWanted, RoleWanted, RoleState, AddedRole> = {
  name: 'role',

  wanted: ({ role, settings }) => ({ role, settings }),

  async read(session, wanted) {
    const [standing, servicePolicy, quotas] = await Promise.all([
      readRoleStanding(session, wanted.role),
      readManagedPolicy(session, servicePolicyArn(wanted.role)),
      readIamQuotas(session, ''),
      refuseMissingBoundary(session, wanted.settings.permissionsBoundary),
    ]);
    const { role, isAdopted } = standing;
    if (!role) {
      await refuseNameTakenInOtherCase(session, wanted.role);
    }
    return {
      standing,
      surprises:
        role && isAdopted
          ? await readSurprises(session, role)
          : standing.surprises,
      servicePolicy,
      attached: role ? await readAttachedPolicies(session, role.roleName) : [],
      quotas,
    };
  },

  plan(wanted, state) {
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
  },

  outputs: ({ role }) => ({
    roleArn: roleArn(role),
    roleName: role.roleName,
    policyArn: servicePolicyArn(role),
  }),

  asked: ({ settings }) => ({ role: { settings } }),

  expected: ({ role }, { settings }) => ({
    // What was adopted stays so; another role in its place is adopted by a request alone.
    settings: { ...settings, ...role?.settings, adopt: false },
  }),

  heldNow: heldInIam,
  readAdded: readAddedRole,
  planRevoke: planRoleRevoke,
};

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

/**
 * Makes sure that a boundary that was asked for exists.
 *
 * @throws InvalidRequestError where the account has no such policy
 */
export async function refuseMissingBoundary(
  session: AwsSession,
  boundary: string | undefined,
): Promise<void> {
  if (boundary && !(await readManagedPolicy(session, boundary))) {
    throw new InvalidRequestError([
      {
        field: 'permissionsBoundary',
        value: boundary,
        rule: 'the account has no such policy; create it first or correct the ARN',
      },
    ]);
  }
}
