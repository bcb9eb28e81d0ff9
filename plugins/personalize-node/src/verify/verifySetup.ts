import {
  Change,
  Check,
  ExpectedAccess,
  Guardrails,
  HeldAccess,
  proveSetup,
  SetupProof,
  VerifyRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AccessAnalyzerConfig } from '../accounts/accessAnalyzerConfig';
import { AwsSession } from '../accounts/awsSession';
import { planSetup } from '../setup/planSetup';
import { accessAnalysis } from './accessAnalysis';
import { documentsBefore } from './changedDocuments';
import { withPlannedChanges } from './plannedAccess';
import { readHeldAccess } from './readHeldAccess';

/** Pauses between readings while AWS may not show yet what a run has written. */
const PAUSES_MS = [1_000, 3_000, 6_000];

/**
 * Proves on what AWS holds now that a set-up works and that its run opened
 * nothing else.
 *
 * @throws AwsOperationError where AWS can't be reached or refuses the
 * credentials, the signal's reason when cancelled
 */
export async function verifySetup(
  session: AwsSession,
  request: VerifyRequest,
  analyzer: AccessAnalyzerConfig,
): Promise<SetupProof> {
  let proof = await verifyOnce(session, request, analyzer);
  for (const pause of request.changes.length > 0 ? PAUSES_MS : []) {
    if (!proof.checks.some(isFailed)) {
      break;
    }
    session.logger.info(
      `Something isn't as it was asked for. AWS may not show yet what the run wrote; reading again in ${
        pause / 1000
      } s`,
    );
    await session.wait(pause);
    proof = await verifyOnce(session, request, analyzer);
  }
  return proof;
}

/** Tells the checks that stop a run. */
export function isFailed({ outcome }: Check): boolean {
  return outcome === 'failed';
}

async function verifyOnce(
  session: AwsSession,
  request: VerifyRequest,
  analyzer: AccessAnalyzerConfig,
): Promise<SetupProof> {
  const held = await readHeldAccess(session, request);
  return proofOf(session, request, held, request.changes, analyzer);
}

/**
 * Proves on what AWS would hold after the plan of a set-up that it would work
 * and open nothing else. Nothing is written.
 *
 * @throws as `planSetup` does, and as {@link verifySetup}
 */
export async function verifyPlannedSetup(
  session: AwsSession,
  request: VerifyRequest,
  analyzer: AccessAnalyzerConfig,
  guardrails: Pick<Guardrails, 'permissionsBoundary'>,
): Promise<SetupProof> {
  const { report } = await planSetup(session, request, guardrails);
  return verifyPlan(session, request, report.changes, analyzer);
}

/**
 * The same for a plan that is there already.
 *
 * @param changes - of the whole plan
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
  const before = documentsBefore(changes);
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
