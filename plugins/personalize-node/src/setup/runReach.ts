import {
  BucketAccess,
  Change,
  grantsIn,
  KeyAccess,
  parseArn,
  parsePlace,
  Principal,
  roleArn,
  RoleRecord,
  RoleTarget,
  Team,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { inBatches, LOOKED_UP_AT_ONCE } from '../aws/inBatches';
import { describeKey } from '../aws/kms';
import { bucketsElsewhere } from '../parts/s3/handOff';
import { RunReach } from '../portalRole/sessionPolicy';
import { readRoleHoldings } from '../teams/roleHoldings';

/** What a run may have to write for. */
export interface ReachSources {
  role: RoleTarget;
  /** What is asked for: by the step, and as the set-up was registered. */
  requests: readonly {
    keys?: readonly KeyAccess[];
    buckets?: readonly BucketAccess[];
    users?: readonly UserAccess[];
  }[];
  /** What is on record: a run takes away what isn't asked for any more. */
  record: Pick<RoleRecord, 'asked' | 'holdings' | 'openIntents'>;
  /** What the task has changed so far: what it took away isn't held any more, and yet is in reach of all its steps. */
  changes: readonly Change[];
  /** The entries of `personalize.teams` that hold for whom the run acts for. */
  teams: readonly Team[];
}

/**
 * Finds what a run may have to write: what is asked for, and what the role holds by
 * the record and by its own policies. All steps of a task find the same.
 *
 * @param session - reads alone: a writing session is opened with what is found
 * @throws AwsOperationError
 */
export async function readRunReach(
  session: AwsSession,
  { role, requests, record, changes, teams }: ReachSources,
): Promise<RunReach> {
  const touched = [
    ...record.holdings,
    ...record.openIntents.map(({ change }) => change),
    ...changes,
  ];
  const [held, asked] = await Promise.all([
    readRoleHoldings(session, role, record.holdings),
    inBatches(
      LOOKED_UP_AT_ONCE,
      [
        ...new Set(
          requests.flatMap(({ keys = [] }) => keys.map(({ keyId }) => keyId)),
        ),
      ],
      keyId => arnOfKey(session, keyId),
    ),
  ]);
  const principals = requests.flatMap(({ users = [] }) =>
    users.flatMap(user => user.principals),
  );
  const subjects = touched.map(({ resource }) => subjectOf(resource));
  const named = (kind: string) =>
    subjects.flatMap(one => (one.kind === kind ? [one.name] : []));
  const granted = grantsIn(
    role,
    touched.flatMap(({ resource, before, after }) =>
      [before, after].map(document => ({ resource, document })),
    ),
  );
  return {
    role,
    peopleRoles: sorted([
      ...principals.flatMap(one =>
        'roleName' in one ? [roleArn({ ...role, roleName: one.roleName })] : [],
      ),
      ...subjects.flatMap(({ kind, arn }) => (kind === 'role' ? [arn] : [])),
    ]).filter(arn => arn !== roleArn(role)),
    groups: sorted([...namesOf(principals, 'group'), ...named('group')]),
    users: sorted([...namesOf(principals, 'user'), ...named('user')]),
    keys: sorted([
      ...asked.flatMap(arn => arn ?? []),
      ...held.keys,
      ...subjects.flatMap(({ kind, arn }) => (kind === 'key' ? [arn] : [])),
      ...granted.keys,
    ]).filter(arn => isInRegion(arn, role)),
    buckets: sorted([
      ...requests.flatMap(({ buckets = [] }) =>
        buckets.map(({ bucket }) => bucket),
      ),
      ...[
        ...held.buckets,
        ...bucketsElsewhere(role, record.asked),
        ...granted.buckets,
      ].map(({ bucket }) => bucket),
      ...named('bucket'),
    ]),
    bucketPatterns: sorted(
      teams.flatMap(({ buckets }) =>
        buckets.map(pattern => pattern.split('/')[0]),
      ),
    ),
  };
}

/** An alias is looked up; a key that there isn't is refused by the step that asks for it. */
async function arnOfKey(
  session: AwsSession,
  keyId: string,
): Promise<string | undefined> {
  return parseArn(keyId)?.resource.startsWith('key/')
    ? keyId
    : (await describeKey(session, keyId))?.Arn;
}

/** What a change is of, or of what belongs to it: `resource` as in `Change.resource`. */
function subjectOf(resource: string): {
  kind: string | undefined;
  name: string;
  arn: string;
} {
  const { arn } = parsePlace(resource);
  const { service, resource: name = '' } = parseArn(arn) ?? {};
  return service === 's3'
    ? { kind: 'bucket', name, arn }
    : { kind: name.split('/')[0], name: name.split('/').at(-1) ?? '', arn };
}

function namesOf(
  principals: readonly Principal[],
  type: 'group' | 'user',
): string[] {
  return principals.flatMap(one =>
    one.type === type && 'name' in one ? [one.name] : [],
  );
}

/** The policy of a key of another Region can't be written from here. */
function isInRegion(keyArn: string, role: RoleTarget): boolean {
  const { region, accountId } = parseArn(keyArn) ?? {};
  return region === role.region && accountId === role.accountId;
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
