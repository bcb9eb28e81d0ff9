import { AwsSession } from '../../aws/awsSession';
import { IamQuotas } from '../../aws/iam';
import { readIamQuotas } from '../../aws/iamReads';
import { refuseMissingBoundary } from '../role/read';
import { readRoleStanding, RoleStanding } from '../shared/roleStanding';
import { Holder, readHolders } from './holders';
import { refuseMissing } from './missing';
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
}

/**
 * Reads what is asked for, and what was granted before: by the names of the
 * policies of all presets, and by what has them.
 *
 * @throws InvalidRequestError for what the account lacks, ConflictError where
 * something else stands in place of the service role or of one for people
 */
export async function readUsersState(
  session: AwsSession,
  wanted: UsersWanted,
): Promise<UsersState> {
  const principals = wantedPrincipals(wanted);
  const [standing, quotas, policies] = await Promise.all([
    readRoleStanding(session, wanted.role),
    readIamQuotas(session, ''),
    readPresetPolicies(session, wanted.role),
    refuseMissing(session, principals),
    principals.some(isPeopleRole)
      ? refuseMissingBoundary(session, wanted.permissionsBoundary)
      : undefined,
  ]);
  const [people, permissionSets] = await Promise.all([
    readPeople(session, wanted, principals, policies),
    readPermissionSets(session, wanted.role, principals, policies),
  ]);
  return { standing, quotas, policies, ...people, permissionSets };
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
