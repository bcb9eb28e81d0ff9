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

/** One change of a plan, with the way to make it. */
export interface PlannedChange {
  /** As planned on what was read. */
  change: Change;
  /**
   * Makes the change on what AWS holds by then.
   *
   * @returns the change as it was made; `undefined` when somebody else had made
   * it meanwhile
   */
  apply(session: AwsSession): Promise<Change | undefined>;
}

/** A warning that a plan may not be alone in telling. */
export type PlanWarning = Warning & {
  /** Where it is true of the set-up as long as nothing is done about it: whether somebody has to. */
  lasts?: 'attention' | 'quiet';
};

/** What a plan grants, as far as the parts after it and a proof have to know. */
export interface PlannedGrants {
  /** ARNs of all keys that are granted; the others lose the grant. */
  keyArns?: string[];
  /** As `ExpectedAccess.team`. */
  team?: string;
}

/** The ordered changes that bring AWS to what was asked of one part. */
export interface PartPlan {
  part: PartName;
  /** Why it can't be carried out: all that is wrong with what was asked, and with what AWS holds for it. */
  faults: readonly Fault[];
  /** Whether one of them is that the role can't be used, so that what it holds tells nothing more. */
  isRoleUnfit?: boolean;
  /** Empty when nothing is to do. */
  changes: PlannedChange[];
  warnings: PlanWarning[];
  room: PolicyRoom[];
  /** What others rest on that come after the part. */
  grants?: PlannedGrants;
  /**
   * Why the plan can be shown but not made yet: it is for a role that an
   * earlier step of the same run creates.
   */
  waitsFor?: string;
}

/** A plan as plain data, to show or to hand on. */
export function reportOf(...plans: PartPlan[]): PlanReport {
  return {
    changes: plans.flatMap(plan => plan.changes.map(({ change }) => change)),
    warnings: plans.flatMap(plan =>
      plan.warnings.map(({ lasts, ...warning }) => warning),
    ),
    room: plans.flatMap(plan => plan.room),
  };
}

/** What a set-up is removed by: its role, and what the ledger tells of it. */
export interface RevokeSubject {
  role: RoleTarget;
  /** What stands at the role's name and path now, whoever made it; undefined if nothing does. */
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

/** Something that would break, that others added or that is out of reach: unless it is forced, a revoke stops at it. */
export interface Blocker {
  kind: BlockerKind;
  /** ARN of what uses the set-up, or as in `Change.resource`. */
  resource: string;
  /** What it is and what to do; it quotes what others wrote. */
  message: string;
  /** The same for anyone who may not read that; undefined if nothing is quoted. */
  unquoted?: string;
}

/** The plan that takes one part back. */
export interface RevokePlan extends PartPlan {
  kept: Remainder[];
  blockers: Blocker[];
}
