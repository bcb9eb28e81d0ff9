/**
 * The status of a set-up. `pending`: a run has registered or changed it since its
 * last check. `ok`: every check passed. `attention`: it works, but somebody has
 * something to do. `drifted`: something changed outside the portal. `failed`: a
 * check failed at the end of its last run. `unknown`: AWS can't be read. `revoked`:
 * removed.
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
  /** A sentence for readers who don't know policies. */
  title: string;
  outcome: 'passed' | 'failed' | 'warning' | 'unknown';
  /** The deciding statement. */
  statement?: { document: string; sid?: string; index: number };
  /** What the reader can do. */
  remedy?: string;
};
