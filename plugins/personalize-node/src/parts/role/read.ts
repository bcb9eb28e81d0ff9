import {
  Fault,
  Problem,
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
import { nameTakenInOtherCase } from '../shared/targetRole';
import { RoleWanted } from './wanted';

/** What the role part reads. */
export interface RoleState {
  standing: RoleStanding;
  /** Why a role made by hand is unfit for use. */
  surprises: Surprise[];
  /** The role's managed policy. */
  servicePolicy: IamPolicy | undefined;
  /** ARNs of the managed policies on the role. */
  attached: string[];
  quotas: IamQuotas;
  /** Faults found while reading. */
  faults: Fault[];
}

/** Reads the role, its policy and the limits of both. */
export async function readRoleState(
  session: AwsSession,
  wanted: RoleWanted,
): Promise<RoleState> {
  const [standing, servicePolicy, quotas, faults] = await Promise.all([
    readRoleStanding(session, wanted.role),
    readManagedPolicy(session, servicePolicyArn(wanted.role)),
    readIamQuotas(session, ''),
    missingBoundary(session, wanted.settings.permissionsBoundary),
  ]);
  const { role, misfit, isAdopted } = standing;
  return {
    standing,
    surprises:
      role && isAdopted
        ? await readSurprises(session, role)
        : standing.surprises,
    servicePolicy,
    attached: role ? await readAttachedPolicies(session, role.roleName) : [],
    quotas,
    faults: [
      ...faults,
      ...(role || misfit
        ? []
        : await nameTakenInOtherCase(session, wanted.role)),
    ],
  };
}

/** Reports that the requested boundary doesn't exist in the account. */
export async function missingBoundary(
  session: AwsSession,
  boundary: string | undefined,
): Promise<Problem[]> {
  return boundary && !(await readManagedPolicy(session, boundary))
    ? [
        {
          field: 'permissionsBoundary',
          value: boundary,
          rule: 'the account has no such policy; create it first or correct the ARN',
        },
      ]
    : [];
}
