import { NotAllowedError } from '@backstage/errors';
import {
  BucketAccess,
  BucketAndPrefix,
  bucketPatternHolds,
  isOwnerGiven,
  isTaggedFor,
  KeyAccess,
  KeyNames,
  keyPatternHolds,
  keyNamesOf,
  OWNER_TAG,
  RoleRecord,
  RoleTarget,
  SHOWN_PROBLEMS,
  Team,
  teamsIn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { firstProblems } from '../aws/inBatches';
import { describeKey, readKeyAliases, readKeyTags } from '../aws/kms';
import { locateBucket, readBucketTags } from '../aws/s3';
import { readRoleHoldings } from './roleHoldings';

/** The request, and its groups. */
export interface TeamsRequest {
  role: RoleTarget;
  buckets: readonly BucketAccess[];
  keys: readonly KeyAccess[];
  /** Entity refs in full and in lower case: the owner of the set-up, or all groups of the person. */
  owners: readonly string[];
}

/** What the configuration gives to none of the groups; tags in AWS may. */
export interface Undecided {
  role: RoleTarget;
  /** The `personalize.teams` entries that apply to the groups in the account. */
  teams: Team[];
  owners: readonly string[];
  buckets: BucketAccess[];
  keys: KeyAccess[];
  /** Whether every bucket and key is given; then it doesn't matter what the role holds. */
  isEverythingGiven: boolean;
}

const ASK_THE_PORTAL = 'Ask the team that runs the portal to add it there';

/**
 * Judges only by the configuration what some groups may be granted.
 *
 * @param teams - `personalize.teams`; `undefined` unless it is configured: then tags
 *   alone give anything, in each of `personalize.accounts`
 * @returns what needs AWS to find the owner
 * @throws NotAllowedError for an account that isn't given to the groups, and for a
 *   bucket of another account, whose tags can't be read
 */
export function judgeByConfiguration(
  teams: readonly Team[] | undefined,
  { role, buckets, keys, owners }: TeamsRequest,
): Undecided {
  const { accountId } = role;
  const held = teamsIn(teams ?? [], owners, accountId);
  if (teams && held.length === 0) {
    const entries = teams.filter(({ group }) => owners.includes(group));
    throw new NotAllowedError(
      `accountId: account ${accountId} isn't available to ${listOf(
        owners,
      )}. ${whatIsGiven(
        entries,
        'accounts',
      )}. Nothing was called. Ask the team that runs the portal to add it there, or choose another account or owner.`,
    );
  }
  const open = {
    role,
    teams: held,
    owners,
    buckets: buckets.filter(bucket => !givesBucket(held, bucket)),
    keys: keys.filter(({ keyId }) => !givesKey(held, keyNamesOf(keyId))),
    isEverythingGiven: isEverythingGiven(held),
  };
  const foreign = open.buckets.filter(({ bucketOwner }) => bucketOwner);
  if (foreign.length > 0) {
    const lines = foreign.map(
      bucket =>
        `${bucketName(bucket)} of account ${
          bucket.bucketOwner
        } isn't available to ${listOf(owners)}. ${whatIsGiven(
          held,
          'buckets',
        )}, and ${whatIsGiven(held, 'bucketOwners')}.`,
    );
    throw new NotAllowedError(
      `${firstLines(lines)}\nNothing was called. ${ASK_THE_PORTAL}.`,
    );
  }
  return open;
}

/**
 * Makes sure that what the configuration gives to none of the groups carries their
 * owner tag, or is a key that the configuration gives by another name.
 *
 * This also applies to what the role holds already: whoever changes a role or may
 * pass it on reaches what it can reach, and takes it from its owners.
 *
 * @param undecided - by {@link judgeByConfiguration}; undefined if nothing is
 *   requested
 * @param record - what the ledger knows about the role
 * @throws NotAllowedError that names each bucket and key that isn't theirs, what is
 *   theirs, and both ways to get it; AwsOperationError
 */
export async function refuseBeyondTeams(
  session: AwsSession,
  undecided: Undecided | undefined,
  { holdings }: Pick<RoleRecord, 'holdings'>,
): Promise<void> {
  if (!undecided) {
    return;
  }
  const { role, isEverythingGiven: isAllTheirs } = undecided;
  const held = isAllTheirs
    ? { buckets: [], keys: [] }
    : await readRoleHoldings(session, role, holdings);
  const looks: (() => Promise<string | undefined>)[] = [
    ...undecided.buckets.map(
      access => () => bucketRefusal(session, undecided, access),
    ),
    ...undecided.keys.map(
      ({ keyId }) =>
        () =>
          keyRefusal(session, undecided, keyId),
    ),
    ...held.buckets.map(
      access => async () =>
        inRole(role, await bucketRefusal(session, undecided, access)),
    ),
    ...held.keys.map(
      keyArn => async () =>
        inRole(role, await keyRefusal(session, undecided, keyArn)),
    ),
  ];
  const { problems: messages } = await firstProblems(looks, async look =>
    [await look()].filter(refusal => refusal !== undefined),
  );
  if (messages.length > 0) {
    throw new NotAllowedError(
      `${firstLines(
        messages,
      )}\nNothing was changed. ${ASK_THE_PORTAL}, or ask its owner to set the tag.`,
    );
  }
}

/** As many lines as a message shows. */
function firstLines(lines: readonly string[]): string {
  return [
    ...lines.slice(0, SHOWN_PROBLEMS),
    ...(lines.length > SHOWN_PROBLEMS ? ['And more.'] : []),
  ].join('\n');
}

function inRole(
  { roleName }: RoleTarget,
  refusal: string | undefined,
): string | undefined {
  return (
    refusal &&
    `roleName: role ${roleName} already has access to resources that aren't given to the team; choose another name. ${refusal}`
  );
}

/** Why a bucket may not be granted; `undefined` if it may. */
async function bucketRefusal(
  session: AwsSession,
  { teams, owners }: Undecided,
  access: BucketAndPrefix,
): Promise<string | undefined> {
  const isTheirs =
    givesBucket(teams, access) || (await isBucketOf(session, access, owners));
  return isTheirs
    ? undefined
    : `${bucketName(access)} isn't available to ${listOf(
        owners,
      )}. ${whatIsGiven(
        teams,
        'buckets',
      )}, and the bucket has no tag ${OWNER_TAG} that names the group.`;
}

/** Why a key may not be granted; `undefined` if it may. */
async function keyRefusal(
  session: AwsSession,
  { teams, owners }: Undecided,
  keyId: string,
): Promise<string | undefined> {
  return (await isKeyOf(session, keyId, teams, owners))
    ? undefined
    : `Key ${keyId} isn't available to ${listOf(owners)}. ${whatIsGiven(
        teams,
        'keys',
      )}, and the key has no tag ${OWNER_TAG} that names the group.`;
}

function isEverythingGiven(teams: readonly Team[]): boolean {
  return (
    teams.some(({ buckets }) => buckets.includes('*')) &&
    teams.some(({ keys }) => keys.includes('*'))
  );
}

function givesBucket(
  teams: readonly Team[],
  bucket: BucketAndPrefix & Pick<BucketAccess, 'bucketOwner'>,
): boolean {
  return teams.some(
    team =>
      isOwnerGiven(team, bucket.bucketOwner) &&
      team.buckets.some(pattern => bucketPatternHolds(pattern, bucket)),
  );
}

function givesKey(teams: readonly Team[], names: KeyNames): boolean {
  return teams.some(({ keys }) =>
    keys.some(pattern => keyPatternHolds(pattern, names)),
  );
}

/** A bucket that doesn't exist in the account, or is hidden from the portal, belongs to nobody. */
async function isBucketOf(
  session: AwsSession,
  { bucket }: BucketAndPrefix,
  owners: readonly string[],
): Promise<boolean> {
  const { found } = await locateBucket(session, bucket);
  return (
    found === 'here' &&
    isTaggedFor(await readBucketTags(session, bucket), owners)
  );
}

/** A key that doesn't exist belongs to nobody. */
async function isKeyOf(
  session: AwsSession,
  keyId: string,
  teams: readonly Team[],
  owners: readonly string[],
): Promise<boolean> {
  const key = await describeKey(session, keyId);
  if (!key?.Arn) {
    return false;
  }
  const names = { arn: key.Arn, id: key.KeyId };
  return (
    givesKey(teams, { ...names, aliases: [] }) ||
    givesKey(teams, {
      ...names,
      aliases: await readKeyAliases(session, key.Arn),
    }) ||
    isTaggedFor(await readKeyTags(session, key.Arn), owners)
  );
}

function bucketName({ bucket, prefix }: BucketAndPrefix): string {
  return prefix ? `Prefix ${prefix} of bucket ${bucket}` : `Bucket ${bucket}`;
}

function listOf(groups: readonly string[]): string {
  return groups.join(', ') || 'a person without a group';
}

/** A sentence without its full stop. */
function whatIsGiven(
  teams: readonly Team[],
  field: 'accounts' | 'buckets' | 'keys' | 'bucketOwners',
): string {
  return teams.length > 0
    ? teams
        .map(
          team =>
            `${team.path}.${field} gives ${team[field].join(', ') || 'none'}`,
        )
        .join('; ')
    : 'personalize.teams has no entry for them';
}
