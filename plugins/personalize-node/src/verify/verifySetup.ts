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
import { notOfTheRun } from './writtenSince';

/**
 * Proves on what AWS holds now that a set-up works and that the changes of its
 * run opened nothing else.
 *
 * @throws the signal's reason when cancelled
 */
export async function verifySetup(
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
