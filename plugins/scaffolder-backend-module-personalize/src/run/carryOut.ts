import { LoggerService } from '@backstage/backend-plugin-api';
import {
  RequestedAccess,
  Change,
  oneLine,
  PartName,
  refuse,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  applyPlan,
  foreignRoleFaults,
  heldNow,
  LedgerService,
  Part,
  PartPlan,
  PartWanted,
  permissionsFor,
  reportOf,
  RoleStanding,
  settleOrphans,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionRun, ClaimTerms } from './actionRun';
import { ChangeOutputs, outputChanges } from './changeOutputs';

/** The services to apply a plan with. */
interface Environment {
  ledger: LedgerService;
}

/** The run that applies a plan. */
interface ActionContext extends ChangeOutputs {
  logger: LoggerService;
  isDryRun?: boolean;
}

/** The record of an applied plan. */
export interface Recording {
  /** The request for the plan's part. */
  asked: RequestedAccess;
  /** The subjects to claim before anything is written. */
  claimTerms?: ClaimTerms;
  /** Finds the unique id of the role that was created or adopted. */
  roleId?(): Promise<string>;
}

/**
 * Closes what ended runs left open in a part of a role's set-up, so that later
 * reads include it. A dry run leaves it unchanged.
 */
export async function settle(
  { isDryRun }: ActionContext,
  { session, record }: ActionRun,
  part: PartName,
): Promise<void> {
  if (!isDryRun) {
    await settleOrphans(
      session,
      record.openIntents.filter(({ change }) => change.part === part),
      resource => heldNow(session, { part, resource }),
    );
  }
}

/**
 * Applies a plan or, in a dry run, shows it. Sets the outputs of every action,
 * and records the request once it is in place.
 *
 * @returns the changes; in a dry run, the planned ones
 */
export async function carryOut(
  { ledger }: Environment,
  context: ActionContext,
  { session, request: { role }, rights, run, person, record, claim }: ActionRun,
  plan: PartPlan,
  { asked, claimTerms, roleId }: Recording,
): Promise<Change[]> {
  logWarnings(context.logger, plan.warnings);
  const claimSeq = claimTerms
    ? await claim(claimTerms)
    : record.claim?.seq ?? 0;
  let { changes } = reportOf(plan);
  if (!context.isDryRun) {
    changes = await applyPlan(session, plan);
    await ledger.recordRequestedAccess({
      role: { ...role },
      claimSeq,
      run,
      person,
      asked,
      roleId: await roleId?.(),
    });
  }
  if (changes.length === 0) {
    context.logger.info('No changes needed');
  }
  outputChanges(context, {
    changes,
    warnings: plan.warnings,
    shown: rights.shown,
  });
  return changes;
}

/**
 * Reads a part of a role's set-up, and applies the request to it, if the
 * initiator may change that role.
 *
 * @returns what was read, and the changes; in a dry run, the planned ones
 * @throws InvalidRequestError, ConflictError with the faults of the plan;
 * ConflictError for a role of somebody else, unless its own part judges it: a
 * dry run accepts it, because its earlier steps would have adopted it
 */
export async function carryOutPart<
  Wanted extends PartWanted,
  State extends { standing: RoleStanding },
>(
  environment: Environment,
  context: ActionContext,
  run: ActionRun,
  part: Pick<Part<never, Wanted, State, never>, 'name' | 'read' | 'plan'>,
  wanted: Wanted,
  recordingOf: (standing: RoleStanding) => Recording,
): Promise<{ state: State; changes: Change[] }> {
  refuse(wanted.faults ?? []);
  await settle(context, run, part.name);
  const state = await part.read(run.session, wanted);
  if (part.name !== 'role') {
    refuse(
      foreignRoleFaults(state.standing, { adopt: context.isDryRun ?? false }),
    );
  }
  await run.rights.require(permissionsFor(state.standing));
  const plan = part.plan(wanted, state);
  refuse(plan.faults);
  return {
    state,
    changes: await carryOut(
      environment,
      context,
      run,
      plan,
      recordingOf(state.standing),
    ),
  };
}

/** Warnings don't stop a run, so people must at least see them. */
export function logWarnings(
  logger: LoggerService,
  warnings: readonly Warning[],
): void {
  for (const { message } of warnings) {
    logger.warn(oneLine(message));
  }
}
