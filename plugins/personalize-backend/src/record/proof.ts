import { JsonObject } from '@backstage/types';
import {
  Acceptance,
  Baseline,
  baselineOf,
  Finding,
  judgeSetup,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { z } from 'zod/v3';

const provedDetails = z.object({
  findings: z
    .array(z.custom<Finding>(value => typeof value === 'object'))
    .optional(),
  /** Unique id of the role. */
  roleId: z.string().optional(),
  isAdopted: z.boolean().default(false),
  /** What an old version kept instead of findings: an outcome for each id. */
  outcomes: z.record(z.string()).optional(),
  /** When it was proven, if that was before the upgrade; ISO 8601, UTC. */
  appliedAt: z.string().optional(),
});

/** The result of a run's proof. */
export interface Proof {
  status: SetupStatus;
  /** The baseline for drift from then on. */
  baseline: Baseline;
  /** ISO 8601, UTC. */
  appliedAt: string;
}

/**
 * The result of an entry `proved`: the one place that interprets it.
 *
 * @param former - the baseline before; undefined for the first proof
 * @param at - when the proof was recorded; ISO 8601, UTC
 */
export function proofIn(
  details: JsonObject,
  former: Baseline | undefined,
  acceptances: readonly Acceptance[],
  at: string,
): Proof | undefined {
  const { data } = provedDetails.safeParse(details);
  if (!data) {
    return undefined;
  }
  const { findings, roleId, isAdopted, outcomes = {}, appliedAt = at } = data;
  if (!findings) {
    const baseline = formerBaseline(outcomes);
    const status = baseline.broken.length > 0 ? 'failed' : 'ok';
    return { status, baseline, appliedAt };
  }
  const proved = { findings, isAdopted, ...(roleId ? { roleId } : {}) };
  const baseline = baselineOf(proved, former);
  const { status } = judgeSetup(findings, {
    baseline,
    acceptances,
    isRun: true,
    now: new Date(at),
  });
  return { status, baseline, appliedAt };
}

function formerBaseline(outcomes: Record<string, string>): Baseline {
  const having = (outcome: string) =>
    Object.keys(outcomes).filter(id => outcomes[id] === outcome);
  return {
    broken: having('failed'),
    foreign: [],
    adopted: [],
    former: [...having('warning'), ...having('unknown')],
  };
}
