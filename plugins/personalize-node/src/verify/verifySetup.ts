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
import { AwsSession } from '../aws/awsSession';
import { AwsOperationError } from '../aws/awsError';
import { PlanWarning } from '../engine/plan';
import { planSetup } from '../setup/planSetup';
import { expectedAccess } from '../setup/expectedAccess';
import { accessAnalysis, AccessAnalyzerConfig } from './accessAnalysis';
import { withKeyTags } from './heldResources';
import { withPlannedChanges } from './plannedAccess';
import { readHeldAccess } from './readHeldAccess';
import { obstacleOf } from './obstacles';
import { notOfTheRun } from './changedDocuments';

/** What is checked, and against what. */
export interface ProofSubject extends Omit<RunChanges, 'since'> {
  /** The request. */
  expected: Omit<SetupRequest, 'identity'> & ExpectedAccess;
  /**
   * The set-up's record in the ledger: AWS must match what was written last.
   * Undefined if only the request counts.
   */
  record?: Pick<RoleRecord, 'holdings' | 'asked' | 'claim'>;
  guardrails: Pick<Guardrails, 'permissionsBoundary' | 'isolation'>;
  /** As `LedgerService.setupStatements`. */
  setupStatements: (resources: readonly string[]) => Promise<SetupStatements>;
  accessAnalyzer: AccessAnalyzerConfig;
}

/** The findings of one pass, before AWS's own analysis. */
interface Look {
  held: HeldAccess;
  /** What the run isn't responsible for. */
  before: DocumentsBefore;
  proof: SetupProof;
}

/**
 * Checks against the current state in AWS that a set-up works, that it matches what
 * was written last, and that its run opened nothing else.
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
 * Checks against the state in AWS after a plan that the set-up would work and open
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
 * The recorded statements of set-ups where others write, too. A run records a change
 * before it makes it. So if the ledger is read after the policies, it knows
 * everything that runs wrote there.
 */
function statementsOnRecord(
  { setupStatements }: Pick<ProofSubject, 'setupStatements'>,
  { buckets, keys }: HeldAccess,
): Promise<SetupStatements> {
  return setupStatements(
    [...buckets, ...keys].map(({ policy }) => policy.place),
  );
}

/**
 * What a run would change in the requested parts, and its lasting warnings; or why it
 * can't be planned.
 */
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
    // A part that was never requested has no state to match.
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

/** @throws the error, unless it is about this set-up's state in AWS */
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

/** What a set-up is checked against. */
export interface CheckSubject
  extends Omit<ProofSubject, 'expected' | 'record'>,
    NonNullable<ProofSubject['record']> {
  role: RoleTarget;
}

/**
 * Checks against the current state in AWS that a set-up works, that it opened nothing
 * else, and that all of it matches what was written last. Nothing is written.
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
