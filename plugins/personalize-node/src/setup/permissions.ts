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

/** What whoever plans a whole set-up needs: all that its run will need for what is asked for. */
export function planPermissions(request: SetupRequest): ResourcePermission[] {
  return [
    personalizePlanCreatePermission,
    personalizeSetupCheckPermission,
    ...registerPermissions(request),
  ];
}

/** What whoever registers a set-up needs for what is asked for. */
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
 * What a change of a role needs beyond the permission of every action: whoever
 * changes a role that somebody made by hand does what an adoption does. That
 * holds once it is adopted, too: what others gave it, no team was asked about.
 */
export function permissionsFor({
  isForeign,
  isAdopted,
}: RoleStanding): ResourcePermission[] {
  return isForeign || isAdopted ? [personalizeRoleAdoptPermission] : [];
}

/**
 * Whether a run has to do with a part: it is asked for, or what was granted before is
 * taken away.
 *
 * @param asked - what is asked for of the part
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
 * @throws NotAllowedError where people would lose access and the initiator may
 * not grant it, and for a role that takes the permission to adopt; as {@link planSetup} does
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
