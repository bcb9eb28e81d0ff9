import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  Guardrails,
  personalizePlanCreatePermission,
  personalizeRoleAdoptPermission,
  personalizeUsersGrantPermission,
  RoleRecord,
  SetupRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { Rights } from '../attempt/rights';
import { planSetup, SetupPlan } from './planSetup';

/** What whoever plans a whole set-up needs for what is asked for. */
export function planPermissions({
  settings,
  users,
}: SetupRequest): ResourcePermission[] {
  return [
    personalizePlanCreatePermission,
    ...(settings.adopt ? [personalizeRoleAdoptPermission] : []),
    ...(users.length > 0 ? [personalizeUsersGrantPermission] : []),
  ];
}

/** Whether a plan gives people access or takes it away. */
export function touchesUsers(
  { users }: Pick<SetupRequest, 'users'>,
  { report }: SetupPlan,
): boolean {
  return (
    users.length > 0 || report.changes.some(({ part }) => part === 'users')
  );
}

/**
 * Plans a whole set-up for somebody, as {@link planSetup} does.
 *
 * @throws NotAllowedError where people would lose access and the initiator may
 * not grant it; as {@link planSetup} does
 */
export async function permittedPlan(
  session: AwsSession,
  request: SetupRequest,
  rights: Rights,
  guardrails: Guardrails,
  record: Pick<RoleRecord, 'holdings'>,
): Promise<SetupPlan> {
  const plan = await planSetup(session, request, guardrails, record);
  await rights.require(
    touchesUsers(request, plan) ? [personalizeUsersGrantPermission] : [],
  );
  return plan;
}
