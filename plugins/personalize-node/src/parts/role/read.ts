import {
  InvalidRequestError,
  Surprise,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { IamPolicy, IamQuotas } from '../../aws/iam';
import {
  readAttachedPolicies,
  readIamQuotas,
  readManagedPolicy,
} from '../../aws/iamReads';
import {
  readRoleStanding,
  readSurprises,
  RoleStanding,
  servicePolicyArn,
} from '../shared/roleStanding';
import { refuseNameTakenInOtherCase } from '../shared/targetRole';
import { RoleWanted } from './wanted';

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

/** Reads the role, its policy, and what limits both. */
export async function readRoleState(
  session: AwsSession,
  wanted: RoleWanted,
): Promise<RoleState> {
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
