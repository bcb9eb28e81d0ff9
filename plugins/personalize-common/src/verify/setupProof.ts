import { Check } from '../plan/change';

/** What is proven of a set-up, and what can't be. */
export interface SetupProof {
  checks: Check[];
  /** What no check can tell, a sentence each. It is no finding. */
  limits: string[];
}
