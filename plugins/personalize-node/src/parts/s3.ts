import {
  BucketAccess,
  BucketAndPrefix,
  bucketArn,
  bucketSid,
  bucketStatement,
  certifyBucketStatement,
  GrantS3Request,
  grantsIn,
  mergeOwned,
  ownedStatements,
  parseArn,
  roleArn,
  roleBucketStatement,
  RoleTarget,
  s3ActionsFor,
  SourceConditions,
  staleForeignStatements,
  statementsOf,
  uniqueBuckets,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { readBucketPolicy } from '../aws/s3';
import { PartPlan } from '../engine/plan';
import { planPolicyChange, PolicyEdit } from '../engine/policyChange';
import { roomIn } from '../engine/policyHome';
import { Kept } from '../engine/revocable';
import { AddedBuckets, readAddedBuckets } from './addedBuckets';
import { Boundary, boundaryWarnings, readBoundary } from './boundary';
import { bucketWarnings } from './bucketWarnings';
import { BucketState, readAskedBuckets, readDropped } from './buckets';
import { denyWarnings } from './denies';
import { sortEditable } from './edited';
import { Grant, inOrder } from './grant';
import {
  askedBuckets,
  HandOff,
  handOffFor,
  handOffWarnings,
  isForeign,
  leftElsewhereWarnings,
  recordedElsewhere,
} from './handOff';
import { heldInIam } from './heldInIam';
import {
  InlinePolicyState,
  readInlinePolicyState,
  withPlannedPolicies,
} from './inlinePolicy';
import { Part, serviceRoleBoundary, SetupAccess } from './part';
import {
  documentsHeld,
  goneWarning,
  holdingOf,
  readAddedInline,
  restored,
  standingOf,
  stopsAtKept,
} from './recorded';
import {
  readRoleStanding,
  refuseUnfitRole,
  RoleStanding,
} from './roleStanding';
import { staleStatementError } from './staleStatement';
import { waitsForRole } from './targetRole';

/** Name of the role's inline policy on buckets. */
export const S3_POLICY_NAME = 'PersonalizeS3';

/** The buckets that Personalize shall use through the role; all of them, each time. */
export interface S3Wanted {
  role: RoleTarget;
  buckets: BucketAccess[];
  sourceConditions: SourceConditions;
  /** ARN of the boundary that the role has to have, if any. */
  permissionsBoundary?: string;
  /**
   * ARNs of all keys that the same request grants, which takes the others away;
   * absent where it isn't about keys.
   */
  grantedKeyArns?: string[];
  /**
   * What is on record to have been granted, beside what the role's own policy
   * tells of; what isn't asked for is taken away.
   */
  recordedBuckets?: BucketAndPrefix[];
  /** What the list of buckets is called in the request, for messages. */
  field: string;
}

/** What the s3 part reads. */
export interface S3State {
  standing: RoleStanding;
  /** Buckets of this account: those asked for, each once, then those granted by an earlier run. */
  buckets: BucketState[];
  /** What an earlier run granted on buckets that can't be written from here, and that is no longer asked for. */
  droppedElsewhere: BucketAndPrefix[];
  inline: InlinePolicyState;
  boundary: Boundary | undefined;
}

/** What stands on one prefix of a bucket after the plan. */
export interface BucketGrant {
  bucketArn: string;
  prefix: string;
  statementIds: string[];
  /** The customer managed key that the bucket encrypts with by default; it needs a grant. */
  encryptionKeyArn?: string;
  /** What the owner must do, for a bucket of another account. */
  handOff?: HandOff;
}

/** The bucket policies, and the role's own policy on buckets. */
export const s3Part: Part<
  GrantS3Request & Partial<Pick<SetupAccess, 'settings' | 'keys'>>,
  S3Wanted,
  S3State,
  AddedBuckets
> = {
  name: 's3',

  wanted(request, context) {
    const { role, buckets, sourceConditions, settings, keys } = request;
    return {
      role,
      buckets,
      sourceConditions,
      permissionsBoundary: serviceRoleBoundary(request, context),
      // Those that the plan of the keys grants, once there is one.
      grantedKeyArns: keys && [],
      recordedBuckets: uniqueBuckets([
        ...grantsIn(role, documentsHeld(context.record)).buckets,
        ...recordedElsewhere(role, context.record.asked),
      ]),
      field: settings ? 's3' : 'buckets',
    };
  },

  async read(session, wanted) {
    const { role: target } = wanted;
    const [standing, inline, asked] = await Promise.all([
      readRoleStanding(session, target),
      readInlinePolicyState(session, target, S3_POLICY_NAME),
      readAskedBuckets(session, wanted),
    ]);
    const [boundary, dropped] = await Promise.all([
      readBoundary(session, standing.role, wanted.permissionsBoundary),
      readDropped(session, wanted, inline.document),
    ]);
    return {
      standing,
      buckets: [...asked, ...dropped.here],
      droppedElsewhere: dropped.elsewhere,
      inline,
      boundary,
    };
  },

  plan(wanted, state, earlier = []) {
    refuseUnfitRole(state.standing, wanted.permissionsBoundary);
    const ofKeys = earlier.find(({ grants }) => grants?.keyArns);
    return planBuckets(
      {
        ...wanted,
        grantedKeyArns: ofKeys?.grants?.keyArns ?? wanted.grantedKeyArns,
      },
      { ...state, inline: withPlannedPolicies(state.inline, earlier) },
    );
  },

  outputs: (wanted, state) => ({ buckets: bucketGrants(wanted, state) }),

  asked: (request, _wanted, { asked }) =>
    askedBuckets(request.role, request, asked),

  expected: ({ s3 }) =>
    s3 ? { buckets: s3.buckets, sourceConditions: s3.sourceConditions } : {},

  async heldNow(session, resource) {
    const { service, resource: bucket = '' } = parseArn(resource) ?? {};
    return service === 's3'
      ? readBucketPolicy.afresh(session, bucket)
      : heldInIam(session, resource);
  },

  async readAdded(session, recorded) {
    const inline = await readAddedInline(session, recorded, S3_POLICY_NAME);
    return readAddedBuckets(session, recorded, inline);
  },

  planRevoke(recorded, added) {
    const wanted: S3Wanted = {
      role: recorded.role,
      buckets: [],
      sourceConditions: 'if-present',
      field: 'buckets',
    };
    const state: S3State = {
      standing: standingOf(recorded),
      buckets: added.buckets,
      droppedElsewhere: [],
      inline: added.inline,
      boundary: undefined,
    };
    const buckets = sortEditable(added.buckets, bucket =>
      editBucketPolicy(wanted, state, bucket),
    );
    const inline = sortEditable([added.inline], policy =>
      editRolePolicy(wanted, policy),
    );
    const elsewhere = leftElsewhereWarnings(recorded.role, added.elsewhere).map(
      ({ resource, message }): Kept => ({ resource, reason: message }),
    );
    const plan = planBuckets(wanted, {
      ...state,
      buckets: buckets.editable,
      inline: inline.editable[0] ?? { ...added.inline, document: undefined },
    });
    return {
      part: 's3',
      changes: plan.changes,
      warnings: added.gone.map(bucket =>
        goneWarning(
          's3',
          bucketArn(recorded.role.partition, bucket),
          `Bucket ${bucket}`,
        ),
      ),
      room: plan.room,
      blockers: [
        ...stopsAtKept([
          ...added.kept,
          // What was written from here once could be taken back from here.
          ...elsewhere.filter(({ resource }) => holdingOf(recorded, resource)),
        ]),
        ...buckets.blockers,
        ...inline.blockers,
      ],
      kept: [...added.kept, ...buckets.kept, ...inline.kept, ...elsewhere],
    };
  },
};

/** What is granted on each prefix asked for. */
export function bucketGrants(wanted: S3Wanted, state: S3State): BucketGrant[] {
  return wanted.buckets.map(access => {
    const bucket = state.buckets.find(one => one.bucket === access.bucket);
    const keyArn = bucket?.encryption?.customerKey?.arn;
    const handOff = isForeign(access, wanted.role)
      ? handOffFor(wanted.role, access, wanted.sourceConditions)
      : undefined;
    return {
      bucketArn: bucketArn(wanted.role.partition, access.bucket),
      prefix: access.prefix,
      statementIds: [bucketSid(wanted.role, access.bucket, access.prefix)],
      ...(keyArn ? { encryptionKeyArn: keyArn } : {}),
      ...(handOff ? { handOff } : {}),
    };
  });
}

function planBuckets(wanted: S3Wanted, state: S3State): PartPlan {
  const { role: target } = wanted;
  const editRole = editRolePolicy(wanted, state.inline);
  const onRole = planPolicyChange(
    's3',
    state.inline.home,
    state.inline.document,
    editRole,
  );
  const onBuckets = state.buckets.map(bucket => ({
    bucket,
    isDropped: bucket.accesses.length === 0,
    changes: planPolicyChange(
      's3',
      bucket.home,
      bucket.document,
      editBucketPolicy(wanted, state, bucket),
    ),
  }));
  return {
    part: 's3',
    changes: inOrder(onRole, onBuckets),
    warnings: [
      ...onBuckets.flatMap(({ bucket, isDropped, changes }) =>
        // Of one that was granted once and has nothing left, nothing is to say.
        isDropped && changes.length === 0
          ? []
          : bucketWarnings(bucket, wanted.grantedKeyArns),
      ),
      ...wanted.buckets.flatMap(access =>
        accessWarnings(wanted, state, access),
      ),
      ...leftElsewhereWarnings(target, state.droppedElsewhere),
    ],
    room: [
      roomIn(state.inline.home, editRole(state.inline.document)),
      ...state.buckets.map(bucket =>
        roomIn(
          bucket.home,
          editBucketPolicy(wanted, state, bucket)(bucket.document),
        ),
      ),
    ],
    ...waitsForRole(state.standing.role, target),
  };
}

function editBucketPolicy(
  wanted: S3Wanted,
  state: S3State,
  bucket: BucketState,
): PolicyEdit {
  const { role } = wanted;
  // A statement that was edited by hand no longer certifies itself, but the
  // role's own policy or the record still tells that it was written here.
  const inPolicy = statementsOf(state.inline.document).flatMap(statement =>
    certifyBucketStatement(role)(statement).filter(
      sid => sid === statement.Sid,
    ),
  );
  const recorded = (wanted.recordedBuckets ?? []).map(one =>
    bucketSid(role, one.bucket, one.prefix),
  );
  const statements = bucket.accesses.map(access =>
    bucketStatement(role, access, wanted.sourceConditions),
  );
  return found => {
    const isOwned = ownedStatements(found, {
      documentName: `bucket ${bucket.bucket}`,
      roleArn: roleArn(role),
      certify: certifyBucketStatement(role),
      wantedSids: new Set([
        ...inPolicy,
        ...recorded,
        ...(bucket.recordedSids ?? []),
        ...statements.map(({ Sid }) => Sid),
      ]),
      principals: 'required',
    });
    const merged = mergeOwned(found, statements, isOwned);
    const [stale] = staleForeignStatements(found, isOwned);
    if (merged.changes.length > 0 && merged.document && stale) {
      throw staleStatementError(
        stale,
        `the policy of bucket ${bucket.bucket}`,
        'S3',
        'the owner of the bucket',
      );
    }
    return restored(merged.document, bucket.before);
  };
}

function editRolePolicy(
  { role, buckets }: S3Wanted,
  { home }: InlinePolicyState,
): PolicyEdit {
  const statements = buckets.map(access => roleBucketStatement(role, access));
  return found =>
    mergeOwned(
      found,
      statements,
      ownedStatements(found, {
        documentName: home.name,
        roleArn: roleArn(role),
        certify: certifyBucketStatement(role),
        wantedSids: new Set(statements.map(({ Sid }) => Sid)),
        principals: 'none',
      }),
    ).document;
}

function accessWarnings(
  { role: target }: S3Wanted,
  state: S3State,
  access: BucketAccess,
): Warning[] {
  const arn = bucketArn(target.partition, access.bucket);
  const grant: Grant = {
    part: 's3',
    resource: arn,
    // Bucket-level actions take the bucket's ARN, the others the objects'.
    uses: s3ActionsFor(access.workflows).map(action => ({
      action,
      resource: action === 's3:ListBucket' ? arn : `${arn}/${access.prefix}*`,
      resourceAccount: access.bucketOwner ?? target.accountId,
    })),
  };
  const document = state.buckets.find(
    ({ bucket }) => bucket === access.bucket,
  )?.document;
  return [
    ...handOffWarnings(target, access),
    ...denyWarnings(target, state.standing.role, document, grant),
    ...boundaryWarnings(target, state.boundary, grant),
  ];
}
