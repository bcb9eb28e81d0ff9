/**
 * The status of a set-up. `pending`: a run has registered or changed it since its
 * last proof. `ok`: every check passed. `attention`: it works, and somebody has
 * something to do. `drifted`: something changed outside the portal. `failed`: its
 * last run ended with a check that failed. `unknown`: AWS can't be read.
 * `revoked`: removed.
 */
export const SETUP_STATUSES = [
  'pending',
  'ok',
  'attention',
  'drifted',
  'failed',
  'unknown',
  'revoked',
] as const;
export type SetupStatus = (typeof SETUP_STATUSES)[number];

/** A finding as people read it; see `describeFinding`. */
export type Check = {
  id: string;
  /** A sentence that a reader understands without knowing policies. */
  title: string;
  outcome: 'passed' | 'failed' | 'warning' | 'unknown';
  /** The statement that decides. */
  statement?: { document: string; sid?: string; index: number };
  /** What the reader can do. */
  remedy?: string;
};
