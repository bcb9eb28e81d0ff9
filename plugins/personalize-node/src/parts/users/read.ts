import { Fault } from '@personalize-portal/backstage-plugin-personalize-common';
import { withFaults } from '../../aws/inBatches';
import { AwsSession } from '../../aws/awsSession';
import { IamQuotas } from '../../aws/iam';
import { readIamQuotas } from '../../aws/iamReads';
import { missingBoundary } from '../role/read';
import { readRoleStanding, RoleStanding } from '../shared/roleStanding';
import { Holder, readHolders } from './holders';
import { findMissing } from './missing';
import { PeopleRole, readPeopleRoles } from './peopleRoles';
import { PermissionSets, readPermissionSets } from './permissionSets';
import { PresetPolicy, readPresetPolicies } from './presetPolicies';
import { isPeopleRole, UsersWanted, wantedPrincipals } from './wanted';

/** What the users part reads. */
export interface UsersState {
  /** Of the service role. */
  standing: RoleStanding;
  /** Of all presets. */
  policies: PresetPolicy[];
  holders: Holder[];
  roles: PeopleRole[];
  permissionSets: PermissionSets;
  quotas: IamQuotas;
  /** What the account lacks for the request. */
  faults: Fault[];
}

/**
 * Reads the requested principals and earlier grants, found by the names of all preset
 * policies and their holders.
 */
export async function readUsersState(
  session: AwsSession,
  wanted: UsersWanted,
): Promise<UsersState> {
  const principals = wantedPrincipals(wanted);
  const [standing, quotas, policies, missing, boundary] = await Promise.all([
    readRoleStanding(session, wanted.role),
    readIamQuotas(session, ''),
    readPresetPolicies(session, wanted.role),
    findMissing(session, principals),
    principals.some(isPeopleRole)
      ? missingBoundary(session, wanted.permissionsBoundary)
      : [],
  ]);
  const faults = [...missing.problems, ...boundary];
  const [people, permissionSets] = await withFaults(
    faults,
    Promise.all([
      readPeople(session, wanted, missing.sound, policies),
      readPermissionSets(session, wanted.role, missing.sound, policies),
    ]),
  );
  return {
    standing,
    quotas,
    policies,
    ...people,
    permissionSets,
    faults: [...faults, ...permissionSets.faults],
  };
}

async function readPeople(
  session: AwsSession,
  { role, recordedRoles = [] }: UsersWanted,
  principals: ReturnType<typeof wantedPrincipals>,
  policies: PresetPolicy[],
): Promise<Pick<UsersState, 'holders' | 'roles'>> {
  const holders = await readHolders(
    session,
    role,
    principals,
    policies,
    recordedRoles,
  );
  return { holders, roles: await readPeopleRoles(session, role, holders) };
}
