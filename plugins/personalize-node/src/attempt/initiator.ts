import {
  AuthService,
  BackstageCredentials,
  BackstageUserPrincipal,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';

/** The person who started this attempt; after a retry by another person, that person. */
export interface Initiator {
  credentials: BackstageCredentials<BackstageUserPrincipal>;
  /** Entity ref, for example `user:default/ana`. */
  person: string;
  /** Entity refs of the groups that the person belongs to, in lower case. */
  groups: string[];
}

/**
 * The person behind an attempt, with their current groups.
 *
 * @throws NotAllowedError for a service or a static token, because permissions don't
 *   bind those and the audit trail would name nobody; and if the portal can't find
 *   the groups, because ownership decides what may be granted
 */
export async function requirePerson(
  auth: AuthService,
  userInfo: UserInfoService,
  credentials: BackstageCredentials,
): Promise<Initiator> {
  if (!auth.isPrincipal(credentials, 'user')) {
    throw new NotAllowedError(
      'No person started this run. Sign in and start it yourself: the actions of Amazon Personalize refuse service tokens, because every change must have a person behind it.',
    );
  }
  const person = credentials.principal.userEntityRef;
  return {
    credentials,
    person,
    groups: await groupsOf(userInfo, credentials, person),
  };
}

async function groupsOf(
  userInfo: UserInfoService,
  credentials: BackstageCredentials<BackstageUserPrincipal>,
  person: string,
): Promise<string[]> {
  try {
    const { ownershipEntityRefs } = await userInfo.getUserInfo(credentials);
    return ownershipEntityRefs
      .map(ref => ref.toLowerCase())
      .filter(ref => ref.startsWith('group:'));
  } catch (error) {
    throw new NotAllowedError(
      `The portal can't tell which groups ${person} belongs to; nothing was called. Sign in again and start a new run.`,
      error,
    );
  }
}

/**
 * Makes sure that a set-up is requested for a group of the person: nobody makes
 * another team answer for it, nor uses what only another team may.
 *
 * @param owner - entity ref in full and in lower case
 * @throws NotAllowedError that names the owner and the person's groups
 */
export function refuseForeignOwner(
  { person, groups }: Initiator,
  owner: string,
): void {
  if (!groups.includes(owner)) {
    throw new NotAllowedError(
      `owner: "${owner}" was given, but ${person} belongs to ${
        groups.join(', ') || 'no group'
      }; nothing was called. Choose one of your groups, or ask somebody in ${owner} to start the run.`,
    );
  }
}
