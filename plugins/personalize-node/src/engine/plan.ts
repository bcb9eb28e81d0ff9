import {
  Change,
  PartName,
  PlanReport,
  PolicyRoom,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../aws/awsSession';

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
