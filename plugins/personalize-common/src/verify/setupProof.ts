import { Finding } from './finding';

/** What is proven of a set-up, and what can't be. */
export interface SetupProof {
  findings: Finding[];
  /** Unique id of the service role; undefined where there is none yet. */
  roleId?: string;
  /** What no check can tell, a sentence each. */
  limits: string[];
}
