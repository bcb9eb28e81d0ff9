import {
  Change,
  Check,
  ExpectedAccess,
  HeldAccess,
  proveSetup,
  SetupProof,
  VerifyRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AccessAnalyzerConfig } from '../accounts/accessAnalyzerConfig';
import { AwsSession } from '../accounts/awsSession';
import { accessAnalysis } from './accessAnalysis';
import { withPlannedChanges } from './plannedAccess';
import { readHeldAccess } from './readHeldAccess';
import { showsChanges } from './shownChanges';
import { notOfTheRun } from './writtenSince';

/** Pauses between readings while AWS doesn't show yet what a run has written. */
const PAUSES_MS = [1_000, 3_000, 6_000];

/**
 * Proves on what AWS holds now that a set-up works and that its run opened
 * nothing else. Where a check fails and AWS doesn't show all that the run has
 * changed, it is read again some seconds later.
 *
 * @throws the signal's reason when cancelled
 */
export async function verifySetup(
  session: AwsSession,
  request: ExpectedAccess & Pick<VerifyRequest, 'changes'>,
  analyzer: AccessAnalyzerConfig,
): Promise<SetupProof> {
  const { role, changes } = request;
  let held = await readHeldAccess(session, request);
  for (const pause of PAUSES_MS) {
    const before = notOfTheRun(changes, held);
    const { checks } = proveSetup({ expected: request, held, before });
    if (!checks.some(isFailed) || showsChanges(role, held, changes)) {
      break;
    }
    session.logger.info(
      `Not all is as it was asked for, and AWS doesn't show all that the run has changed; reading again in ${
        pause / 1000
      } s`,
    );
    await session.wait(pause);
    held = await readHeldAccess(session, request);
  }
  return proofOf(session, request, held, changes, analyzer);
}

/**
 * The same on what AWS shows at this moment, for a set-up of which no run has
 * changed anything lately.
 *
 * @throws as {@link verifySetup}
 */
export async function verifyHeld(
  session: AwsSession,
  request: ExpectedAccess & Pick<VerifyRequest, 'changes'>,
  analyzer: AccessAnalyzerConfig,
): Promise<SetupProof> {
  const held = await readHeldAccess(session, request);
  return proofOf(session, request, held, request.changes, analyzer);
}

/** Tells the checks that stop a run. */
export function isFailed({ outcome }: Check): boolean {
  return outcome === 'failed';
}

/**
 * Proves on what AWS would hold after a plan that the set-up would work and open
 * nothing else. Nothing is written.
 *
 * @param changes - of the whole plan; statements in them may be redacted
 * @throws as {@link verifySetup}
 */
export async function verifyPlan(
  session: AwsSession,
  expected: ExpectedAccess,
  changes: readonly Change[],
  analyzer: AccessAnalyzerConfig,
): Promise<SetupProof> {
  const held = await withPlannedChanges(
    session,
    expected.role,
    await readHeldAccess(session, expected),
    changes,
  );
  return proofOf(session, expected, held, changes, analyzer);
}

async function proofOf(
  session: AwsSession,
  expected: ExpectedAccess,
  held: HeldAccess,
  changes: readonly Change[],
  analyzer: AccessAnalyzerConfig,
): Promise<SetupProof> {
  const before = notOfTheRun(changes, held);
  const proven = proveSetup({ expected, held, before });
  const analysed = await accessAnalysis(
    session,
    expected,
    held,
    before,
    analyzer,
  );
  return {
    checks: [...proven.checks, ...analysed.checks],
    limits: [...proven.limits, ...analysed.limits],
  };
}
