import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  Guardrails,
  PartName,
  personalizePlanCreatePermission,
  personalizeRoleAdoptPermission,
  personalizeSetupApplyPermission,
  personalizeSetupCheckPermission,
  personalizeUsersGrantPermission,
  SetupRequest,
  Team,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { Rights } from '../attempt/rights';
import { GrantRecord } from '../parts/shared/part';
import { RoleStanding } from '../parts/shared/roleStanding';
import { planSetup, SetupPlan } from './planSetup';

/** The permissions to plan a whole set-up: all that its run will need. */
export function planPermissions(request: SetupRequest): ResourcePermission[] {
  return [
    personalizePlanCreatePermission,
    personalizeSetupCheckPermission,
    ...registerPermissions(request),
  ];
}

/** The permissions to register a set-up. */
export function registerPermissions({
  settings,
  users = [],
}: Partial<Pick<SetupRequest, 'settings' | 'users'>>): ResourcePermission[] {
  return [
    personalizeSetupApplyPermission,
    ...(settings?.adopt ? [personalizeRoleAdoptPermission] : []),
    ...(users.length > 0 ? [personalizeUsersGrantPermission] : []),
  ];
}

/**
 * What a change of a role needs besides every action's permission. Changing a role
 * that someone made by hand needs the permission to adopt. This still applies after
 * adoption: no team was asked about what others gave the role.
 */
export function permissionsFor({
  isForeign,
  isAdopted,
}: RoleStanding): ResourcePermission[] {
  return isForeign || isAdopted ? [personalizeRoleAdoptPermission] : [];
}

/**
 * Whether a run concerns a part: it is requested, or loses what was granted before.
 *
 * @param asked - the request for the part
 */
export function touchesPart(
  { report }: SetupPlan,
  part: PartName,
  asked: readonly unknown[],
): boolean {
  return asked.length > 0 || report.changes.some(one => one.part === part);
}

/**
 * Plans a whole set-up for somebody, as {@link planSetup} does.
 *
 * @throws NotAllowedError if people would lose access and the initiator may not grant
 *   it, and for a role that needs the permission to adopt; as {@link planSetup} does
 */
export async function planWithRights(
  session: AwsSession,
  request: SetupRequest,
  rights: Rights,
  guardrails: Guardrails,
  record: GrantRecord,
  teams: readonly Team[] | undefined,
): Promise<SetupPlan> {
  const plan = await planSetup(session, request, guardrails, record, teams);
  await rights.require([
    ...permissionsFor(plan.standing),
    ...(touchesPart(plan, 'users', request.users)
      ? [personalizeUsersGrantPermission]
      : []),
  ]);
  return plan;
}
