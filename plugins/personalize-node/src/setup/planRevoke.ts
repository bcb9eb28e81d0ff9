import { ConflictError } from '@backstage/errors';
import {
  ForeignPolicyError,
  PlanReport,
  roleArn,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { readRole } from '../aws/iamReads';
import { PartPlan, reportOf } from '../engine/plan';
import { Blocker, Kept, Recorded } from '../engine/revocable';
import { AddedRole, inlineLeft } from '../parts/addedRole';
import { AddedBuckets } from '../parts/addedBuckets';
import { AddedKeys, kmsPart } from '../parts/kms';
import { isManaged } from '../parts/managedTag';
import { rolePart } from '../parts/role';
import { isOnRecord } from '../parts/roleStanding';
import { s3Part } from '../parts/s3';
import { AddedTrust, trustPart } from '../parts/trust';
import { AddedUsers } from '../parts/users/addedUsers';
import { usersPart } from '../parts/users/users';
import { readUsage } from '../revoke/usage';

/** What AWS holds of a set-up that is to be taken back. */
export interface Revocation {
  recorded: Recorded;
  /** The role isn't one that a run created: whoever takes from it does what an adoption does. */
  isOfOthers: boolean;
  role: AddedRole;
  trust: AddedTrust;
  kms: AddedKeys;
  s3: AddedBuckets;
  users: AddedUsers;
  /** What of Personalize would break. */
  usage: Blocker[];
  /** A role of somebody else's in place of the set-up's. */
  elsewhere: Kept[];
}

/** The plan that takes a whole set-up back, on what AWS holds now. */
export interface RevocationPlan {
  /** In the order in which they are made. */
  plans: PartPlan[];
  report: PlanReport;
  /** What the plan leaves. */
  kept: Kept[];
  /** What would break, what others added and what is out of reach: unless it is forced, nothing is written. */
  blockers: Blocker[];
}

/** Reads what a set-up has added and still is there, and what uses it; writes nothing. */
export async function readRevocation(
  session: AwsSession,
  role: RoleTarget,
  record: Pick<Recorded, 'holdings' | 'asked'>,
): Promise<Revocation> {
  const atName = await readRole(session, role.roleName);
  const found = atName?.arn === roleArn(role) ? atName : undefined;
  const recorded: Recorded = {
    role,
    found,
    holdings: record.holdings,
    asked: record.asked,
  };
  const [ofRole, trust, kms, s3, users] = await Promise.all([
    rolePart.readAdded(session, recorded),
    trustPart.readAdded(session, recorded),
    kmsPart.readAdded(session, recorded),
    s3Part.readAdded(session, recorded),
    usersPart.readAdded(session, recorded),
  ]);
  return {
    recorded,
    isOfOthers:
      found !== undefined &&
      // Adopted roles don't get the tag.
      !(isOnRecord(session, found) && isManaged(found.tags)),
    role: ofRole,
    trust,
    kms,
    s3,
    users,
    usage: await readUsage(session, {
      role,
      keys: kms.keys.map(({ keyArn }) => keyArn),
    }),
    elsewhere:
      atName && !found
        ? [
            {
              resource: atName.arn,
              reason: `Role ${
                atName.arn
              } isn't this set-up's, which was ${roleArn(
                role,
              )}, so it stays with all it has`,
            },
          ]
        : [],
  };
}

/**
 * Plans the inverse of a set-up; calls nothing. People lose their access first,
 * then Personalize does, on keys and buckets before on the role, whose policies
 * are the record of that; the role goes last. A run that breaks off anywhere is
 * finished by the next.
 */
export function planRevocation(revocation: Revocation): RevocationPlan {
  const { recorded } = revocation;
  const users = usersPart.planRevoke(recorded, revocation.users);
  const kms = kmsPart.planRevoke(recorded, revocation.kms);
  const s3 = s3Part.planRevoke(recorded, revocation.s3);
  const trust = trustPart.planRevoke(recorded, revocation.trust);
  const role = rolePart.planRevoke(recorded, {
    ...revocation.role,
    inline: inlineLeft(recorded.role, revocation.role.inline, [
      ...kms.changes,
      ...s3.changes,
    ]),
  });
  const parts = [users, kms, s3, trust, role];
  return {
    plans: parts,
    report: reportOf(...parts),
    kept: [...revocation.elsewhere, ...parts.flatMap(({ kept }) => kept)],
    blockers: [
      ...revocation.usage,
      ...parts.flatMap(({ blockers }) => blockers),
    ],
  };
}

/**
 * Stops a revoke that isn't forced.
 *
 * @param name - of the set-up, for the message
 * @throws ForeignPolicyError that names everything that stands against it
 */
export function refuseBlocked(
  name: string,
  blockers: readonly Blocker[],
): void {
  if (blockers.length === 0) {
    return;
  }
  const messageOf = (texts: string[]) =>
    [
      `Set-up "${name}" isn't taken back, and nothing was changed: ${
        texts.length
      } ${texts.length === 1 ? 'thing stands' : 'things stand'} against it.`,
      ...texts.map(text => `- ${text}`),
      'Deal with these and run again; or take it back all the same, with force: true. What others added to a role or policy and what is out of reach then stays, and what uses the set-up breaks.',
    ].join('\n');
  const messages = blockers.map(({ message }) => message);
  const unquoted = blockers.map(blocker => blocker.unquoted ?? blocker.message);
  throw blockers.some(blocker => blocker.unquoted !== undefined)
    ? new ForeignPolicyError(messageOf(messages), messageOf(unquoted))
    : new ConflictError(messageOf(messages));
}
