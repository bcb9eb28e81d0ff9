import { ConflictError, InputError } from '@backstage/errors';
import {
  Change,
  DocumentsBefore,
  ExpectedAccess,
  Finding,
  finding,
  Guardrails,
  HeldAccess,
  obstacleFinding,
  PLANNABLE,
  planWarning,
  proveSetup,
  RoleRecord,
  RoleTarget,
  RunChanges,
  SetupProof,
  SetupRequest,
  SetupStatements,
  Standing,
  withoutQuotes,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AccessAnalyzerConfig } from '../accounts/accessAnalyzerConfig';
import { AwsSession } from '../aws/awsSession';
import { AwsOperationError } from '../aws/awsError';
import { PlanWarning } from '../engine/plan';
import { planSetup } from '../setup/planSetup';
import { expectedAccess } from '../setup/expectedAccess';
import { accessAnalysis } from './accessAnalysis';
import { withKeyTags } from './heldResources';
import { withPlannedChanges } from './plannedAccess';
import { readHeldAccess } from './readHeldAccess';
import { obstacleOf } from './obstacles';
import { notOfTheRun } from './changedDocuments';

/** What is proven, and by what. */
export interface ProofSubject extends Omit<RunChanges, 'since'> {
  /** What was requested. */
  expected: Omit<SetupRequest, 'identity'> & ExpectedAccess;
  /**
   * What the ledger has of a set-up: it must stand as it was written last. Absent
   * where only what is requested counts.
   */
  record?: Pick<RoleRecord, 'holdings' | 'asked' | 'claim'>;
  guardrails: Pick<Guardrails, 'permissionsBoundary' | 'isolation'>;
  /** As `LedgerService.setupStatements`. */
  setupStatements: (resources: readonly string[]) => Promise<SetupStatements>;
  accessAnalyzer: AccessAnalyzerConfig;
}

/** What one look found, before AWS's own analysis. */
interface Look {
  held: HeldAccess;
  /** What the run isn't answerable for. */
  before: DocumentsBefore;
  proof: SetupProof;
}

/**
 * Proves on what AWS holds now that a set-up works, that it stands as it was
 * written last, and that its run opened nothing else.
 *
 * @throws the signal's reason when cancelled
 */
export async function verifySetup(
  session: AwsSession,
  subject: ProofSubject,
): Promise<SetupProof> {
  return withAnalysis(session, subject, await look(session, subject));
}

/**
 * Proves on what AWS would hold after a plan that the set-up would work and open
 * nothing else. Nothing is written.
 *
 * @param subject - with the changes of the whole plan, unredacted
 * @throws as {@link verifySetup}
 */
export async function verifyPlan(
  session: AwsSession,
  subject: Omit<ProofSubject, 'record' | 'guardrails' | 'madeBy'>,
): Promise<SetupProof> {
  const { expected, changes } = subject;
  const held = await withKeyTags(
    session,
    await withPlannedChanges(
      session,
      expected.role,
      await readHeldAccess(session, expected),
      changes,
    ),
  );
  const before = notOfTheRun({ madeBy: 'task', changes }, held);
  const recorded = await statementsOnRecord(subject, held);
  const proof = proveSetup({ expected, held, before, recorded });
  return withAnalysis(session, subject, { held, before, proof });
}

async function look(session: AwsSession, subject: ProofSubject): Promise<Look> {
  const { expected, record } = subject;
  const [held, plan] = await Promise.all([
    readHeldAccess(session, expected).then(found =>
      withKeyTags(session.afresh(), found),
    ),
    record ? planChanges(session, subject, record) : undefined,
  ]);
  const standing: Standing | undefined = record && {
    holdings: record.holdings,
    changes: plan?.changes ?? [],
  };
  const before = notOfTheRun(subject, held);
  const recorded = await statementsOnRecord(subject, held);
  const proof = proveSetup({ expected, held, before, standing, recorded });
  return {
    held,
    before,
    proof: {
      ...proof,
      findings: [...proof.findings, ...(plan?.findings ?? [])],
    },
  };
}

/**
 * What set-ups have on record where others write, too. A run records a change
 * before it makes it: asked after the policies were read, the ledger knows of all
 * that runs wrote there.
 */
function statementsOnRecord(
  { setupStatements }: Pick<ProofSubject, 'setupStatements'>,
  { buckets, keys }: HeldAccess,
): Promise<SetupStatements> {
  return setupStatements(
    [...buckets, ...keys].map(({ policy }) => policy.place),
  );
}

/** What a run would change of the parts that were requested, and what it warns of as long as it is so; or why it can't be planned. */
async function planChanges(
  session: AwsSession,
  { expected, guardrails }: Pick<ProofSubject, 'expected' | 'guardrails'>,
  record: NonNullable<ProofSubject['record']>,
): Promise<{ changes: Change[]; findings: Finding[] }> {
  try {
    const { plans } = await planSetup(
      session.afresh(),
      expected,
      guardrails,
      record,
    );
    // A part that was never asked for has nothing to stand as.
    const asked = plans.filter(({ part }) => record.asked[part]);
    return {
      changes: asked.flatMap(plan => plan.changes.map(({ change }) => change)),
      findings: asked.flatMap(plan => plan.warnings.flatMap(lastingFinding)),
    };
  } catch (error) {
    return { changes: [], findings: [whyNotPlanned(error)] };
  }
}

function lastingFinding({
  part,
  resource,
  message,
  lasts,
}: PlanWarning): Finding[] {
  return lasts
    ? [
        finding({
          id: planWarning(part, resource),
          kind: 'plan-warning',
          outcome: 'warning',
          subjects: { message, lasts },
        }),
      ]
    : [];
}

/** @throws the error, where it isn't about what AWS holds or tells of this set-up */
function whyNotPlanned(error: unknown): Finding {
  if (error instanceof AwsOperationError) {
    return obstacleFinding(PLANNABLE, {
      outcome: 'unknown',
      cause: error.failure,
      message: `The portal can't tell whether the set-up is as requested: ${error.operation} on ${error.resource} failed with ${error.awsError}`,
      remedy: error.nextStep,
    });
  }
  const obstacle = obstacleOf(error);
  if (obstacle) {
    return obstacleFinding(PLANNABLE, obstacle);
  }
  const shown = withoutQuotes(error);
  if (shown instanceof ConflictError || shown instanceof InputError) {
    return finding({
      id: PLANNABLE,
      kind: 'unplannable',
      outcome: 'failed',
      subjects: { reason: shown.message },
    });
  }
  throw error;
}

async function withAnalysis(
  session: AwsSession,
  {
    expected,
    accessAnalyzer,
  }: Pick<ProofSubject, 'expected' | 'accessAnalyzer'>,
  { held, before, proof }: Look,
): Promise<SetupProof> {
  const analysis = await accessAnalysis(
    session,
    expected,
    held,
    before,
    accessAnalyzer,
  );
  return {
    ...proof,
    findings: [...proof.findings, ...analysis.findings],
    limits: [...proof.limits, ...analysis.limits],
  };
}

/** What a set-up is checked by. */
export interface CheckSubject
  extends Omit<ProofSubject, 'expected' | 'record'>,
    NonNullable<ProofSubject['record']> {
  role: RoleTarget;
}

/**
 * Checks on what AWS holds now that a set-up works, that it opened nothing else,
 * and that all of it stands as it was written last. Nothing is written.
 *
 * @throws the signal's reason when cancelled
 */
export function checkSetup(
  session: AwsSession,
  { role, asked, holdings, claim, ...subject }: CheckSubject,
): Promise<SetupProof> {
  return verifySetup(session, {
    ...subject,
    expected: expectedAccess(role, asked),
    record: { asked, holdings, claim },
  });
}
