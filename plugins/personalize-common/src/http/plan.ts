import { Change, PolicyRoom, Warning } from '../setup/change';
import { Check } from '../setup/status';

/** The answer of `POST /plan`, which takes the parameters of the main template. */
export type PlanResponse = {
  /** In the order in which they would be made; statements of others are redacted without the permission. */
  changes: Change[];
  /** What would hold afterwards. */
  checks: Check[];
  warnings: Warning[];
  room: PolicyRoom[];
  /** What the checks don't cover; a sentence each. */
  limits: string[];
};
