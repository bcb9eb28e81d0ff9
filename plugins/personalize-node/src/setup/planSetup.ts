import {
  ExpectedAccess,
  forcedBoundary,
  Guardrails,
  PlanReport,
  SetupRequest,
  Team,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';
import { PartPlan, reportOf } from '../engine/plan';
import { roomIn } from '../engine/policyHome';
import { InlinePolicyState } from '../parts/inlinePolicy';
import { KeyGrant, keyGrants, kmsPart, KmsWanted } from '../parts/kms';
import { rolePart } from '../parts/role';
import { RoleStanding } from '../parts/roleStanding';
import { BucketGrant, bucketGrants, s3Part, S3Wanted } from '../parts/s3';
import { trustPart } from '../parts/trust';
import { isolationOf } from '../parts/users/isolation';
import { UserGrant, userGrants } from '../parts/users/userGrants';
import { usersPart } from '../parts/users/users';
import { handEdits } from './handEdits';
import { GrantRecord, recordedGrants } from './recordedGrants';

/** The plan of a whole set-up, on what AWS holds now. */
export interface SetupPlan {
  /** In the order in which they are made. */
  plans: PartPlan[];
  report: PlanReport;
  keys: KeyGrant[];
  buckets: BucketGrant[];
  users: UserGrant[];
  /** As `ExpectedAccess.team`, once the plan is carried out. */
  team?: string;
  /** Of the role. */
  standing: RoleStanding;
}

/**
 * Plans all parts of a set-up. The parts read in parallel and share what they
 * read; nothing is written.
 *
 * @param guardrails - those that hold for more than what is in the request: a
 * person's own choice of a boundary is for the service role alone
 * @param record - what the ledger knows of the role: what was granted and isn't
 * asked for any more goes, also where nothing in AWS tells of it; and whose the
 * role is, where the request doesn't say
 * @param teams - `personalize.teams`, for the warning of who else is in the account
 * @throws InvalidRequestError, ConflictError as the parts do, so that a bad
 * request is refused as a whole before the first write
 */
export async function planSetup(
  session: AwsSession,
  request: Omit<SetupRequest, 'identity'> & {
    identity?: Pick<SetupRequest['identity'], 'owner'>;
  } & Pick<ExpectedAccess, 'keySourceConditions'>,
  guardrails: Pick<Guardrails, 'permissionsBoundary' | 'isolation'> = {},
  record: GrantRecord = { holdings: [], asked: {} },
  teams: readonly Team[] = [],
): Promise<SetupPlan> {
  const { role, settings, trust } = request;
  const { recordedKeyArns, recordedBuckets, recordedRoles } = recordedGrants(
    role,
    record,
  );
  const roleWanted = { role, settings };
  const trustWanted = { role, trust };
  const kmsWanted: KmsWanted = {
    role,
    keys: request.keys,
    sourceConditions: request.keySourceConditions ?? request.sourceConditions,
    permissionsBoundary: settings.permissionsBoundary,
    recordedKeyArns,
    field: 'kms',
  };
  const s3Asked: S3Wanted = {
    role,
    buckets: request.buckets,
    sourceConditions: request.sourceConditions,
    permissionsBoundary: settings.permissionsBoundary,
    grantedKeyArns: [],
    recordedBuckets,
    field: 's3',
  };
  const usersWanted = {
    role,
    users: request.users,
    keepOthers: false,
    recordedRoles,
    permissionsBoundary: forcedBoundary(role, guardrails),
    tags: settings.tags,
    ...isolationOf(role, request.users, {
      guardrails,
      teams,
      owner: request.identity?.owner ?? record.claim?.owner,
      record,
    }),
  };
  const [roleState, trustState, kmsState, s3State, usersState] =
    await Promise.all([
      rolePart.read(session, roleWanted),
      trustPart.read(session, trustWanted),
      kmsPart.read(session, kmsWanted),
      s3Part.read(session, s3Asked),
      usersPart.read(session, usersWanted),
    ]);
  const keys = keyGrants(kmsWanted, kmsState);
  const s3Wanted = {
    ...s3Asked,
    grantedKeyArns: keys.map(({ keyArn }) => keyArn),
  };
  // The role first: what is wrong with it is the reason to tell.
  const rolePlan = rolePart.plan(roleWanted, roleState);
  const kmsPlan = kmsPart.plan(kmsWanted, kmsState);
  const plans = [
    rolePlan,
    trustPart.plan(trustWanted, trustState),
    kmsPlan,
    s3Part.plan(s3Wanted, {
      ...s3State,
      inline: withLessRoom(s3State.inline, growthOf(kmsState.inline, kmsPlan)),
    }),
    usersPart.plan(usersWanted, usersState),
  ];
  const report = reportOf(...plans);
  return {
    plans,
    report: {
      ...report,
      warnings: [
        ...handEdits(role, record.holdings, report.changes),
        ...report.warnings,
      ],
    },
    keys,
    buckets: bucketGrants(s3Wanted, s3State),
    users: userGrants(usersWanted, usersState),
    team: usersWanted.team,
    standing: roleState.standing,
  };
}

/** How many characters more a plan needs in an inline policy of the role. */
function growthOf({ home, document }: InlinePolicyState, plan: PartPlan) {
  const planned = plan.room.find(({ resource }) => resource === home.resource);
  return (planned?.used ?? 0) - roomIn(home, document).used;
}

/** All inline policies of a role share one limit, and what one takes the next can't have. */
function withLessRoom(
  inline: InlinePolicyState,
  taken: number,
): InlinePolicyState {
  return {
    ...inline,
    home: { ...inline.home, limit: inline.home.limit - taken },
  };
}
