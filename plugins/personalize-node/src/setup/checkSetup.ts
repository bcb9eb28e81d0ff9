import { ConflictError, InputError } from '@backstage/errors';
import {
  AskedAccess,
  Change,
  Check,
  ForeignPolicyError,
  Guardrails,
  Holding,
  RoleTarget,
  SetupRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AccessAnalyzerConfig } from '../accounts/accessAnalyzerConfig';
import { AwsSession } from '../accounts/awsSession';
import { AwsOperationError } from '../aws/awsError';
import { checkPlan } from '../engine/check';
import { isFailed, verifySetup } from '../verify/verifySetup';
import { askedToExpected } from './expectedAccess';
import { planSetup } from './planSetup';

/** What tells whether a set-up stands as it was asked for. */
export interface StandingSetup {
  role: RoleTarget;
  /** Parts that were never asked for aren't there. */
  asked: AskedAccess;
  /** What AWS holds because of it. */
  holdings: Holding[];
  guardrails: Pick<Guardrails, 'permissionsBoundary'>;
}

/** What a set-up is checked by. */
export interface RecordedSetup extends StandingSetup {
  /** Every change that was made for it, in order. */
  changes: Change[];
  accessAnalyzer: AccessAnalyzerConfig;
}

/** Id of the check that tells why it can't be planned what was asked for. */
export const PLANNABLE = 'setup:plan';

/**
 * Checks on what AWS holds now that a set-up works, that it opened nothing else,
 * and that all of it stands as it was asked for last: its plan would be empty.
 * Nothing is written.
 *
 * @throws the signal's reason when cancelled
 */
export async function checkSetup(
  session: AwsSession,
  recorded: RecordedSetup,
): Promise<Check[]> {
  const request = askedToExpected(recorded.role, recorded.asked);
  const { checks } = await verifySetup(
    session,
    { ...request, changes: recorded.changes },
    recorded.accessAnalyzer,
  );
  return [...checks, ...(await planChecks(session, recorded, request))];
}

/** Pauses between looks while AWS doesn't show all yet that a run has just changed. */
const PAUSES_MS = [1_000, 3_000, 6_000];

/**
 * What {@link checkSetup} tells beside the proof of a run, for the end of one: so
 * the set-up is judged later by the same checks as its run.
 *
 * @throws as {@link checkSetup}
 */
export async function checkAsAsked(
  session: AwsSession,
  recorded: StandingSetup,
): Promise<Check[]> {
  const request = askedToExpected(recorded.role, recorded.asked);
  let checks = await planChecks(session, recorded, request);
  for (const pause of PAUSES_MS) {
    if (!checks.some(isFailed)) {
      break;
    }
    await session.wait(pause);
    checks = await planChecks(session, recorded, request);
  }
  return checks;
}

/** A part that was never asked for has nothing to stand as. */
async function planChecks(
  session: AwsSession,
  { asked, guardrails, holdings }: Omit<StandingSetup, 'role'>,
  request: Omit<SetupRequest, 'identity'>,
): Promise<Check[]> {
  try {
    const { plans } = await planSetup(session.afresh(), request, guardrails, {
      holdings,
    });
    return plans.filter(({ part }) => asked[part]).flatMap(checkPlan);
  } catch (error) {
    return [whyNotPlanned(error)];
  }
}

/** @throws the error, where it isn't about what AWS holds or tells of this set-up */
function whyNotPlanned(error: unknown): Check {
  if (error instanceof AwsOperationError) {
    return {
      id: PLANNABLE,
      title: `AWS didn't tell whether all stands as it was asked for: ${error.operation} on ${error.resource} failed with ${error.awsError}`,
      outcome: 'unknown',
      cause: error.failure,
      remedy: error.nextStep,
    };
  }
  if (error instanceof ConflictError || error instanceof InputError) {
    const reason =
      error instanceof ForeignPolicyError ? error.unquoted : error.message;
    return {
      id: PLANNABLE,
      title: `What was asked for can't be had any more. ${reason}`,
      outcome: 'failed',
      remedy:
        'Mend what the sentence names, then run the template of the set-up again.',
    };
  }
  throw error;
}
