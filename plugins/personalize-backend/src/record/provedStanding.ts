import {
  Acceptance,
  Baseline,
  baselineOf,
  judgeSetup,
  SetupStatus,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { ProvedDetails } from './entryDetails';

/** What a run's proof comes to. */
export interface ProvedStanding {
  status: SetupStatus;
  baseline: Baseline;
}

/**
 * How a set-up stands by a proof, and what drift is judged by from then on.
 *
 * @param previous - the baseline before; undefined for the first proof
 * @param at - when the proof was recorded; ISO 8601, UTC
 */
export function provedStanding(
  { findings, checks, isAdopted, roleId }: ProvedDetails,
  previous: Baseline | undefined,
  acceptances: readonly Acceptance[],
  at: string,
): ProvedStanding {
  if (!findings) {
    const broken = checks.filter(({ outcome }) => outcome === 'failed');
    return {
      status: broken.length > 0 ? 'failed' : 'ok',
      baseline: {
        broken: broken.map(({ id }) => id),
        foreign: [],
        adopted: [],
      },
    };
  }
  const proved = { findings, isAdopted, ...(roleId ? { roleId } : {}) };
  const baseline = baselineOf(proved, previous);
  const { status } = judgeSetup(findings, {
    baseline,
    acceptances,
    isRun: true,
    now: new Date(at),
  });
  return { status, baseline };
}
