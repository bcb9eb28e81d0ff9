import {
  RequestedAccess,
  Change,
  Fault,
  Holding,
  PartName,
  PlanReport,
  PolicyRoom,
  RoleTarget,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';
import { IamRole } from '../aws/iam';

/** One change of a plan, and how to make it. */
export interface PlannedChange {
  /** As planned from what was read. */
  change: Change;
  /**
   * Makes the change on the state in AWS by then.
   *
   * @returns the change as it was made; `undefined` when somebody else had made it
   *   meanwhile
   */
  apply(session: AwsSession): Promise<Change | undefined>;
}

/** A plan's warning; a check reports a lasting one, too. */
export type PlanWarning = Warning & {
  /** Set if it stays true until somebody acts: whether somebody has to. */
  lasts?: 'attention' | 'quiet';
};

/** A plan's grants that later parts and a check need to know. */
export interface PlannedGrants {
  /** ARNs of all granted keys; the others lose the grant. */
  keyArns?: string[];
  /** As `ExpectedAccess.team`. */
  team?: string;
}

/** The ordered changes that bring AWS to the request for one part. */
export interface PartPlan {
  part: PartName;
  /** Why it can't be carried out: everything wrong with the request, and with the state in AWS. */
  faults: readonly Fault[];
  /** Whether the role can't be used, so that its state says nothing more. */
  isRoleUnfit?: boolean;
  /** Empty if no changes are needed. */
  changes: PlannedChange[];
  warnings: PlanWarning[];
  room: PolicyRoom[];
  /** What later parts depend on. */
  grants?: PlannedGrants;
  /**
   * Why the plan can be shown but not made yet: it is for a role that an earlier step
   * of the same run creates.
   */
  waitsFor?: string;
}

/** A plan as plain data, to show or pass on. */
export function reportOf(...plans: PartPlan[]): PlanReport {
  return {
    changes: plans.flatMap(plan => plan.changes.map(({ change }) => change)),
    warnings: plans.flatMap(plan =>
      plan.warnings.map(({ lasts, ...warning }) => warning),
    ),
    room: plans.flatMap(plan => plan.room),
  };
}

/** The subject of a revoke: the set-up's role, and its record in the ledger. */
export interface RevokeSubject {
  role: RoleTarget;
  /** The role at this name and path now, whoever made it; undefined if there is none. */
  found: IamRole | undefined;
  holdings: readonly Holding[];
  asked: RequestedAccess;
}

/** What a revoke leaves, and why; a sentence. */
export interface Remainder {
  /** As in `Change.resource`. */
  resource: string;
  reason: string;
}

/** What a revoke may stop at. */
const BLOCKER_KINDS = [
  'dataset-group',
  'campaign',
  'recommender',
  'metric-attribution',
  'kms-grant',
  'inline-policy',
  'attached-policy',
  'instance-profile',
  'statement',
  'attachment',
  'unreadable',
] as const;
export type BlockerKind = (typeof BLOCKER_KINDS)[number];

/**
 * Something that would break, that others added or that is out of reach; a revoke
 * stops there unless it is forced.
 */
export interface Blocker {
  kind: BlockerKind;
  /** ARN of what uses the set-up, or as in `Change.resource`. */
  resource: string;
  /** What it is and what to do; it quotes what others wrote. */
  message: string;
  /** The same for anyone who may not read quotes; undefined if nothing is quoted. */
  unquoted?: string;
}

/** The plan that revokes one part. */
export interface RevokePlan extends PartPlan {
  kept: Remainder[];
  blockers: Blocker[];
}
