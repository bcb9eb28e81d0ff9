import { ConflictError } from '@backstage/errors';
import {
  adoptionSurprises,
  ForeignPolicyError,
  InvalidRequestError,
  isServicePolicyStatement,
  mergeOwned,
  roleArn,
  RoleSettings,
  RoleTarget,
  servicePolicyStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import {
  IamPolicy,
  IamQuotas,
  IamRole,
  readAttachedPolicies,
  readIamQuotas,
  readManagedPolicy,
} from '../aws/iamReads';
import { Part } from '../engine/plan';
import { planPolicyChange, PolicyEdit } from '../engine/policyChange';
import { roomIn } from '../engine/policyHome';
import { Revocable } from '../engine/revocable';
import { AddedRole, planRoleRevoke, readAddedRole } from './addedRole';
import { managedPolicyHome } from './managedPolicyHome';
import { isManaged } from './managedTag';
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
  readAllPolicies,
  refuseOtherBoundary,
  servicePolicyArn,
} from './roleStanding';
import { readPersonalizeRole, refuseNameTakenInOtherCase } from './targetRole';

/** The role as asked for. */
export interface RoleWanted {
  role: RoleTarget;
  settings: RoleSettings;
}

/** What the role part reads. */
export interface RoleState {
  role: IamRole | undefined;
  /** The role's managed policy. */
  servicePolicy: IamPolicy | undefined;
  /** ARNs of the managed policies on the role. */
  attached: string[];
  /** All policies of a role that the product didn't create; else none. */
  policies: { name: string; document: IamPolicy['document'] }[];
  quotas: IamQuotas;
}

/** The role itself and its managed service policy. */
export const rolePart: Part<RoleWanted, RoleState> & Revocable<AddedRole> = {
  name: 'role',

  async read(session, wanted) {
    const [role, servicePolicy, quotas] = await Promise.all([
      readPersonalizeRole(session, wanted.role),
      readManagedPolicy(session, servicePolicyArn(wanted.role)),
      readIamQuotas(session, ''),
      refuseMissingBoundary(session, wanted.settings.permissionsBoundary),
    ]);
    if (!role) {
      await refuseNameTakenInOtherCase(session, wanted.role);
    }
    const attached = role
      ? await readAttachedPolicies(session, role.roleName)
      : [];
    return {
      role,
      servicePolicy,
      attached,
      policies:
        role && !isManaged(role.tags)
          ? await readAllPolicies(session, role, attached)
          : [],
      quotas,
    };
  },

  plan(wanted, state) {
    refuseForeign(wanted, state);
    const arn = servicePolicyArn(wanted.role);
    refuseBeyondQuotas(
      {
        role: state.role,
        createsPolicy: !state.servicePolicy,
        attached: state.attached,
        attachesPolicy: !state.attached.includes(arn),
        tags: tagsWith(state.role?.tags ?? {}, wanted.settings.tags),
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
        ...(state.role
          ? [
              ...updateSettings(wanted, state.role),
              ...updateTags(wanted, state.role),
            ]
          : []),
        ...(state.servicePolicy
          ? planPolicyChange('role', home, state.servicePolicy.document, edit)
          : [createServicePolicy(wanted)]),
        ...(state.role ? [] : [createTheRole(wanted)]),
        ...(state.attached.includes(arn)
          ? []
          : [
              attachServicePolicy(
                wanted.role,
                arn,
                !state.role || !state.servicePolicy,
              ),
            ]),
      ],
      warnings: [],
      room: [roomIn(home, document)],
    };
  },

  readAdded: readAddedRole,
  planRevoke: planRoleRevoke,
};

function editServicePolicy({ role, settings }: RoleWanted): PolicyEdit {
  const statements = servicePolicyStatements(role, settings);
  return found =>
    mergeOwned(found, statements, isServicePolicyStatement).document;
}

/** Throws where AWS holds something under the role's names that may not be touched. */
function refuseForeign(wanted: RoleWanted, state: RoleState): void {
  const { role, servicePolicy } = state;
  const arn = servicePolicyArn(wanted.role);
  if (servicePolicy && !isManaged(servicePolicy.tags)) {
    throw new ConflictError(
      `roleName: the account has a policy ${arn} that wasn't created here (it has no tag personalize:managed), so it isn't overwritten. Choose another role name.`,
    );
  }
  if (!role) {
    return;
  }
  if (!isManaged(role.tags)) {
    refuseUnlessAdoptable(wanted, state, role);
  }
  refuseOtherBoundary(role, wanted.settings.permissionsBoundary);
}

function refuseUnlessAdoptable(
  wanted: RoleWanted,
  { policies }: RoleState,
  role: IamRole,
): void {
  if (!wanted.settings.adopt) {
    throw new ConflictError(
      `roleName: the account has a role ${role.arn} that wasn't created here (it has no tag personalize:managed). Choose another name, or ask for it with adopt: true.`,
    );
  }
  const surprises = adoptionSurprises({ ...role, policies });
  if (surprises.length > 0) {
    const messageOf = (texts: string[]) =>
      `adopt: role ${roleArn(
        wanted.role,
      )} isn't fit to be adopted: ${texts.join(
        '; ',
      )}. Remove that from the role, or choose another name.`;
    throw new ForeignPolicyError(
      messageOf(surprises.map(({ message }) => message)),
      messageOf(surprises.map(({ unquoted }) => unquoted)),
    );
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
