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

/** What determines a run's possible writes. */
export interface ReachSources {
  role: RoleTarget;
  /** The requests: of the step, and of the set-up's registration. */
  requests: readonly {
    keys?: readonly KeyAccess[];
    buckets?: readonly BucketAccess[];
    users?: readonly UserAccess[];
  }[];
  /** The record: a run removes what is no longer requested. */
  record: Pick<RoleRecord, 'asked' | 'holdings' | 'openIntents'>;
  /** The task's changes so far: what it removed is no longer held, but all its steps may reach it. */
  changes: readonly Change[];
  /** The `personalize.teams` entries that apply to the run's initiator. */
  teams: readonly Team[];
}

/**
 * Finds what a run may have to write: what is requested, and what the role holds
 * according to the record and its own policies. All steps of a task find the same.
 *
 * @param session - only reads: a writing session is opened with the result
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

/** Looks up an alias; the step that requests a missing key refuses it. */
async function arnOfKey(
  session: AwsSession,
  keyId: string,
): Promise<string | undefined> {
  return parseArn(keyId)?.resource.startsWith('key/')
    ? keyId
    : (await describeKey(session, keyId))?.Arn;
}

/** The resource of a change, or the one it belongs to: `resource` as in `Change.resource`. */
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

/** The policy of a key in another Region can't be written from here. */
function isInRegion(keyArn: string, role: RoleTarget): boolean {
  const { region, accountId } = parseArn(keyArn) ?? {};
  return region === role.region && accountId === role.accountId;
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
