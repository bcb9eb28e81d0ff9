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

/** What a plan is carried out with. */
interface Environment {
  ledger: LedgerService;
}

/** What a plan is carried out in. */
interface ActionContext extends ChangeOutputs {
  logger: LoggerService;
  isDryRun?: boolean;
}

/** What is recorded of a plan that is carried out. */
export interface Recording {
  /** Of the part that the plan is for. */
  asked: RequestedAccess;
  /** What has to be claimed before anything is written. */
  claimTerms?: ClaimTerms;
  /** Finds the unique id of the role that was created or adopted. */
  roleId?(): Promise<string>;
}

/**
 * Closes what runs that are gone left open in a part of the set-up of a role, so
 * that what is read next is what they left. A dry run leaves it as it is.
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
 * Carries a plan out or, in a dry run, shows it. Outputs what every action
 * outputs, and records what was asked for once it is there.
 *
 * @returns the changes made, or those that would be made
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
 * Reads what a part of the set-up of a role holds, and carries out what is wanted
 * of it, where the initiator may change that role.
 *
 * @returns what was read, and the changes made, or those that would be made
 * @throws InvalidRequestError, ConflictError with the faults of the plan; ConflictError
 * for a role of somebody else's, unless its own part judges it: a dry run takes it, for
 * its steps before would have adopted it
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

/** Warnings don't stop a run, so they must at least be seen. */
export function logWarnings(
  logger: LoggerService,
  warnings: readonly Warning[],
): void {
  for (const { message } of warnings) {
    logger.warn(oneLine(message));
  }
}
