import {
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  Change,
  Guardrails,
  personalizeRoleAdoptPermission,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  admit,
  applyPlan,
  AttemptEnvironment,
  AwsSession,
  JudgedRequest,
  Part,
  PartPlan,
  refuseBeyondTeams,
  reportOf,
  Rights,
  RoleStanding,
  withoutQuotes,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { presentableError } from './presentableError';

/** What all actions need of the portal. */
export type ActionEnvironment = AttemptEnvironment;

/** What the engine needs of the scaffolder's context. */
export interface AttemptContext {
  input: unknown;
  logger: LoggerService;
  task: { id: string };
  step?: { id?: string };
  signal?: AbortSignal;
  isDryRun?: boolean;
  getInitiatorCredentials(): Promise<BackstageCredentials>;
}

/** One attempt of an action; see {@link inSession}. */
export interface Attempt<R extends JudgedRequest> {
  parse(input: unknown, guardrails: Guardrails): R;
  /** `write` actions only read in a dry run. */
  access: 'read' | 'write';
  /** All permissions that the request needs, in a dry run as well. */
  permissions(request: R): ResourcePermission[];
}

/**
 * What a change of a role needs beyond the permission of every action: whoever
 * changes a role that somebody made by hand does what an adoption does. That
 * holds once it is adopted, too: what others gave it, no team was asked about.
 */
function permissionsFor({
  isForeign,
  isAdopted,
}: RoleStanding): ResourcePermission[] {
  return isForeign || isAdopted ? [personalizeRoleAdoptPermission] : [];
}

/**
 * Runs an action in a session of the account that it names. Everything that can
 * be refused without AWS is refused before the session makes its first call; see
 * `admit`. Whose a bucket or key is by its tags is read before anything else.
 *
 * @param work - reads and, unless it is a dry run, writes
 */
export async function inSession<R extends JudgedRequest>(
  environment: ActionEnvironment,
  context: AttemptContext,
  attempt: Attempt<R>,
  work: (session: AwsSession, request: R, rights: Rights) => Promise<void>,
): Promise<void> {
  try {
    const { request, initiator, rights, undecided } = await admit(environment, {
      ...attempt,
      credentials: await context.getInitiatorCredentials(),
      input: context.input,
    });
    const session = await environment.sessions.open({
      accountId: request.role.accountId,
      region: request.role.region,
      access: context.isDryRun ? 'read' : attempt.access,
      identity: {
        taskId: context.isDryRun ? undefined : context.task.id,
        stepId: context.step?.id,
        person: initiator.person,
      },
      logger: context.logger,
      signal: context.signal,
    });
    await refuseBeyondTeams(session, undecided);
    await work(session, request, rights).catch(error => {
      throw rights.seesForeign ? error : withoutQuotes(error);
    });
  } catch (error) {
    throw presentableError(error);
  }
}

/** The outputs that every action has; see `changeOutputs`. */
interface ChangeOutputs {
  output(
    name: 'changed' | 'changes' | 'warnings',
    value: boolean | Change[] | Warning[],
  ): void;
}

/**
 * Carries a plan out or, in a dry run, shows it. Outputs what every action
 * outputs.
 *
 * @returns the changes made, or those that would be made
 */
export async function carryOut(
  context: AttemptContext & ChangeOutputs,
  session: AwsSession,
  plan: PartPlan,
  rights: Rights,
): Promise<Change[]> {
  logWarnings(context.logger, plan.warnings);
  const changes = context.isDryRun
    ? reportOf(plan).changes
    : await applyPlan(session, plan);
  if (changes.length === 0) {
    context.logger.info('Everything is as asked for already; nothing to do');
  }
  context.output('changed', changes.length > 0);
  context.output('changes', rights.shown(changes));
  context.output('warnings', plan.warnings);
  return changes;
}

/**
 * Reads what a part of the set-up of a role holds, and carries out what is wanted
 * of it, where the initiator may change that role.
 *
 * @returns what was read, and the changes made, or those that would be made
 */
export async function carryOutPart<
  Wanted,
  State extends { standing: RoleStanding },
>(
  context: AttemptContext & ChangeOutputs,
  session: AwsSession,
  part: Part<Wanted, State>,
  wanted: Wanted,
  rights: Rights,
): Promise<{ state: State; changes: Change[] }> {
  const state = await part.read(session, wanted);
  await rights.require(permissionsFor(state.standing));
  const plan = part.plan(wanted, state);
  return { state, changes: await carryOut(context, session, plan, rights) };
}

/** Warnings don't stop a run, so they must at least be seen. */
export function logWarnings(
  logger: LoggerService,
  warnings: readonly Warning[],
): void {
  for (const { message } of warnings) {
    logger.warn(message);
  }
}
