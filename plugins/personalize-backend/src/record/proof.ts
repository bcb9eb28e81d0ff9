import { JsonObject } from '@backstage/types';
import {
  Check,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { z } from 'zod/v3';

/** The outcome of each check of a proof, by id: what drift is judged by. */
export type Baseline = Record<string, Check['outcome']>;

const provedDetails = z.object({
  checks: z
    .array(
      z.object({
        id: z.string(),
        outcome: z.enum(['passed', 'failed', 'warning', 'unknown']),
      }),
    )
    .default([]),
  /** When it was proven, where that was before the upgrade; ISO 8601, UTC. */
  appliedAt: z.string().optional(),
});

/** What a run's proof comes to. */
export interface Proof {
  status: SetupStatus;
  baseline: Baseline;
  /** ISO 8601, UTC. */
  appliedAt: string;
}

/**
 * What an entry `proved` comes to: the one place that knows what it says.
 *
 * @param at - when it was recorded; ISO 8601, UTC
 */
export function proofIn(details: JsonObject, at: string): Proof | undefined {
  const { data } = provedDetails.safeParse(details);
  return (
    data && {
      status: data.checks.some(({ outcome }) => outcome === 'failed')
        ? 'failed'
        : 'ok',
      baseline: Object.fromEntries(
        data.checks.map(({ id, outcome }) => [id, outcome]),
      ),
      appliedAt: data.appliedAt ?? at,
    }
  );
}
