import {
  Change,
  PartName,
  PlanReport,
  PolicyRoom,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../accounts/awsSession';

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

/** The ordered changes that bring AWS to what was asked of one part. */
export interface PartPlan {
  part: PartName;
  /** Empty when nothing is to do. */
  changes: PlannedChange[];
  warnings: PlanWarning[];
  room: PolicyRoom[];
  /**
   * Why the plan can be shown but not made yet: it is for a role that an
   * earlier step of the same run creates.
   */
  waitsFor?: string;
}

/**
 * A part of a set-up. All uses of the engine are uses of these: an action reads,
 * plans and applies; a dry run and the preview read and plan; a check compares
 * with one; revoke plans the inverse, see `Revocable`.
 */
export interface Part<Wanted, State> {
  readonly name: PartName;
  /** Reads what AWS holds; writes nothing. */
  read(session: AwsSession, wanted: Wanted): Promise<State>;
  /**
   * Compares; calls nothing.
   *
   * @throws ConflictError where AWS holds what may not be overwritten,
   * InvalidRequestError where what was asked doesn't fit what AWS holds
   */
  plan(wanted: Wanted, state: State): PartPlan;
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
