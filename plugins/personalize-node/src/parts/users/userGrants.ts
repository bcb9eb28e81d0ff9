import {
  markdownCode,
  Preset,
  Principal,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Assignee } from '../../aws/identityCenterReads';
import { UsersState } from './read';
import { nameOf, UsersWanted } from './wanted';

/* Types and not interfaces, so that they pass as JSON objects: an action outputs them. */

/** A principal and what gives it a preset. */
export type PrincipalGrant = {
  type: Principal['type'];
  /** Name of the permission set, role, group or user. */
  name: string;
  /**
   * ARN of the role, group, user or permission set with the policy. Undefined for a
   * permission set that is only planned.
   */
  arn?: string;
  /** The permission set's assignees in the account. */
  assignTo?: Assignee[];
};

/** Who has a preset. */
export type UserGrant = {
  preset: Preset;
  policyArn: string;
  principals: PrincipalGrant[];
};

/** What people have after the plan. */
export function userGrants(
  { users }: UsersWanted,
  state: UsersState,
): UserGrant[] {
  return users.map(({ preset, principals }) => ({
    preset,
    policyArn:
      state.policies.find(policy => policy.preset === preset)?.arn ?? '',
    principals: principals.map(principal => grantOf(principal, state)),
  }));
}

/** What people with a preset may do, and how each of them signs in. */
export type SignIn = {
  title: string;
  /** Markdown. */
  lines: string[];
};

const TITLES: Record<Preset, string> = {
  'read-only': 'View everything, change nothing',
  'data-engineer': 'Import, export and delete data',
  'model-builder': 'Train models and run recommenders',
  runtime: 'Get recommendations and send events',
  admin: 'Everything in Amazon Personalize',
};

/** Explains to people how they sign in with their access. */
export function signIns(
  accountId: string,
  grants: readonly UserGrant[],
): SignIn[] {
  return grants.map(({ preset, principals }) => ({
    title: TITLES[preset],
    lines: principals.map(principal => signInLine(accountId, principal)),
  }));
}

function signInLine(
  accountId: string,
  { type, name, arn, assignTo = [] }: PrincipalGrant,
): string {
  const role = `Role ${markdownCode(arn ?? name)}.`;
  switch (type) {
    case 'permission-set': {
      const set = markdownCode(name);
      const nobody =
        assignTo.length === 0
          ? '; nobody has it yet. Assign it in IAM Identity Center, or run this again with the people who need it'
          : '';
      return `Permission set ${set}${nobody}. To sign in, open your organisation's access portal and choose account ${accountId} and ${set}.`;
    }
    case 'saml-role':
      return `${role} Add it to your company's SAML provider. People then sign in there and choose it.`;
    case 'oidc-role':
      return `${role} The pipeline or application assumes it with a token from its OpenID Connect provider.`;
    case 'account-role':
      return `${role} Sign in as the IAM user, choose Switch role in the AWS console, and enter account ${accountId} and role ${markdownCode(
        arn?.split(':role/')[1] ?? name,
      )}. If the role requires a second factor, sign in with yours.`;
    default:
      return `IAM ${type} ${markdownCode(name)}. Nothing else to do.`;
  }
}

function grantOf(
  principal: Principal,
  { holders, permissionSets }: UsersState,
): PrincipalGrant {
  const name = nameOf(principal);
  const named = { type: principal.type, name };
  if (principal.type === 'permission-set') {
    const arn = permissionSets.sets.find(
      ({ wanted }) => wanted?.principal.name === name,
    )?.arn;
    return {
      ...named,
      ...(arn ? { arn } : {}),
      assignTo: principal.assignTo,
    };
  }
  const arn = holders.find(
    ({ wanted }) =>
      wanted?.principal.type === principal.type &&
      nameOf(wanted.principal) === name,
  )?.arn;
  return { ...named, ...(arn ? { arn } : {}) };
}
