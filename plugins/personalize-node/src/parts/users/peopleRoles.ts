import {
  asList,
  Conflict,
  PeopleRolePrincipal,
  peopleTrustPolicy,
  POLICY_LIMITS,
  PolicyDocument,
  RoleTarget,
  sameDocument,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { IamQuotas, IamRole } from '../../aws/iam';
import { readUserArn } from '../../aws/iamReads';
import { PlannedChange } from '../../engine/plan';
import { planPolicyChange } from '../../engine/policyChange';
import { PolicyHome, roomIn } from '../../engine/policyHome';
import { roleCreation } from '../shared/iamChanges';
import { boundaryFaults } from '../shared/roleStanding';
import { nameTakenInOtherCase } from '../shared/targetRole';
import { trustHome } from '../trust/read';
import { Holder } from './holders';
import { isPeopleRole } from './wanted';

/** A requested role for people. */
export interface PeopleRole {
  holder: Holder;
  /** Whom it should let in. */
  trust: PolicyDocument;
  /** Why it can't have its name. */
  misfits: Conflict[];
}

/** Finds whom each role for people should let in. */
export async function readPeopleRoles(
  session: AwsSession,
  target: RoleTarget,
  holders: Holder[],
): Promise<PeopleRole[]> {
  const roles = await Promise.all(
    holders.map(async (holder): Promise<PeopleRole[]> => {
      if (!holder.wanted || !isPeopleRole(holder.wanted)) {
        return [];
      }
      const { principal } = holder.wanted;
      const { name: roleName, exists, misfit } = holder;
      const [userArns, taken] = await Promise.all([
        readUserArns(session, principal),
        exists || misfit
          ? []
          : nameTakenInOtherCase(session, { ...target, roleName }),
      ]);
      return [
        {
          holder,
          trust: peopleTrustPolicy(target, principal, userArns),
          misfits: misfit ? [misfit] : taken,
        },
      ];
    }),
  );
  return roles.flat();
}

/** ARNs of the users that a role names in its trust policy; missing users are reported elsewhere. */
export async function readUserArns(
  session: AwsSession,
  principal: PeopleRolePrincipal,
): Promise<string[]> {
  if (principal.type !== 'account-role') {
    return [];
  }
  const arns = await Promise.all(
    principal.users.map(name => readUserArn(session, name)),
  );
  return arns.flatMap(arn => arn ?? []);
}

/**
 * Reports why a role can't be used as requested: another role has its name, someone
 * else made or uses it, it belongs to a service, it lacks the boundary, or its trust
 * policy is too large.
 *
 * @param ourPolicies - ARNs of this set-up's preset policies
 */
export function* peopleRoleFaults(
  target: RoleTarget,
  { holder, trust, misfits }: PeopleRole,
  boundary: string | undefined,
  ourPolicies: string[],
  quotas: IamQuotas,
): Generator<Conflict> {
  const { role, name, attached, hasInlinePolicies, arn } = holder;
  const field = 'users';
  yield* misfits;
  const room = roomIn(peopleTrustHome(target, name, quotas), trust);
  if (room.left < 0) {
    yield {
      field,
      message: `the trust policy of role ${name} would take ${room.used} characters, but AWS allows ${room.limit}. List fewer users in one role, or ask the account's administrator to raise the quota for the length of role trust policies.`,
    };
  }
  if (!role) {
    return;
  }
  // A role of someone else's needs no further check.
  if (!holder.isOurs) {
    yield {
      field,
      message: `the account has a role ${arn} that the portal didn't create, according to the ledger, and the portal gives people only its own roles. Choose another roleName.`,
    };
    return;
  }
  if (letsServiceIn(role)) {
    yield {
      field,
      message: `role ${arn} is for a service, by its trust policy, and people need a separate role. Choose another roleName.`,
    };
    return;
  }
  const others = [
    ...attached.filter(policy => !ourPolicies.includes(policy)),
    ...(hasInlinePolicies ? ['inline policies'] : []),
  ];
  if (!sameDocument(role.trustPolicy, trust) && others.length > 0) {
    yield {
      field,
      message: `role ${arn} also lets in others, and they have ${others.join(
        ', ',
      )} through it, so we don't replace its trust policy. Choose another roleName, or list everyone it lets in.`,
    };
  }
  yield* boundaryFaults(role, boundary);
}

function letsServiceIn({ trustPolicy }: IamRole): boolean {
  return statementsOf(trustPolicy).some(
    ({ Principal }) =>
      typeof Principal === 'object' && asList(Principal.Service).length > 0,
  );
}

/** Creates a role for people, or restores whom it lets in. */
export function bringPeopleRole(
  target: RoleTarget,
  { holder, trust }: PeopleRole,
  boundary: string | undefined,
  tags: Record<string, string>,
  quotas: IamQuotas,
): PlannedChange[] {
  return holder.role
    ? planPolicyChange(
        'users',
        peopleTrustHome(target, holder.name, quotas),
        holder.role.trustPolicy,
        () => trust,
      ).changes
    : [
        roleCreation('users', holder.arn, {
          roleName: holder.name,
          path: target.rolePath,
          trustPolicy: trust,
          ...(boundary ? { permissionsBoundary: boundary } : {}),
          tags,
        }),
      ];
}

/**
 * Whether a role is deleted when its preset policies are detached: the product
 * created it for people, and nothing else is attached.
 */
export function isLeftOver(
  { role, isOurs, wanted, attached, hasInlinePolicies }: Holder,
  detached: string[],
): boolean {
  return (
    role !== undefined &&
    wanted === undefined &&
    isOurs &&
    !letsServiceIn(role) &&
    !hasInlinePolicies &&
    attached.every(policy => detached.includes(policy))
  );
}

function peopleTrustHome(
  target: RoleTarget,
  roleName: string,
  { trustPolicySize = POLICY_LIMITS.trust }: IamQuotas,
): PolicyHome {
  return trustHome({ ...target, roleName }, trustPolicySize);
}
