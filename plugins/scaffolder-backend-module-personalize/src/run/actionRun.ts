import {
  AuthService,
  BackstageCredentials,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  applyGuardrails,
  Change,
  GuardedParts,
  Guardrails,
  personalizePlanCreatePermission,
  personalizeRoleAdoptPermission,
  personalizeSetupApplyPermission,
  refuseOutsideAccounts,
  TrustSettings,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  applyPlan,
  AwsSession,
  AwsSessions,
  PartPlan,
  reportOf,
  RoleStanding,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { authorise, requirePerson } from './initiator';
import { presentableError } from './presentableError';

/** What all actions need of the portal. */
export interface ActionEnvironment {
  sessions: AwsSessions;
  guardrails: Guardrails;
  auth: AuthService;
  permissions: PermissionsService;
}

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

/** A request that the guardrails and the list of accounts can judge. */
type Request = GuardedParts & { trust?: TrustSettings };

/** One attempt of an action; see {@link inSession}. */
export interface Attempt<R extends Request> {
  parse(input: unknown, guardrails: Guardrails): R;
  /** `write` actions only read in a dry run. */
  access: 'read' | 'write';
  /** Permissions beyond that of every action. */
  permissions?(request: R): ResourcePermission[];
}

/**
 * Asks for permissions that only what AWS holds can tell to be needed.
 *
 * @throws NotAllowedError when the initiator lacks one
 */
export type RequirePermissions = (
  required: readonly ResourcePermission[],
) => Promise<void>;

/**
 * What a change of a role needs beyond the permission of every action: whoever
 * changes a role that somebody made by hand does what an adoption does.
 */
export function permissionsFor({ isForeign }: RoleStanding): ResourcePermission[] {
  return isForeign ? [personalizeRoleAdoptPermission] : [];
}

/**
 * Runs an action in a session of the account that it names. Everything that can
 * be refused without AWS is refused before the session makes its first call:
 * an attempt without a person, a malformed request, what the guardrails forbid,
 * what is outside of the accounts, a person without permission.
 *
 * @param work - reads and, unless it is a dry run, writes
 */
export async function inSession<R extends Request>(
  environment: ActionEnvironment,
  context: AttemptContext,
  attempt: Attempt<R>,
  work: (
    session: AwsSession,
    request: R,
    requirePermissions: RequirePermissions,
  ) => Promise<void>,
): Promise<void> {
  try {
    const { sessions, guardrails, auth, permissions } = environment;
    const initiator = requirePerson(
      auth,
      await context.getInitiatorCredentials(),
    );
    const request = applyGuardrails(
      attempt.parse(context.input, guardrails),
      guardrails,
    );
    refuseOutsideAccounts(request.role, sessions.accounts, request.trust);
    await authorise(permissions, initiator, [
      attempt.access === 'write'
        ? personalizeSetupApplyPermission
        : personalizePlanCreatePermission,
      ...(attempt.permissions?.(request) ?? []),
    ]);
    const session = await sessions.open({
      accountId: request.role.accountId,
      region: request.role.region,
      access: context.isDryRun ? 'read' : attempt.access,
      identity: {
        taskId: context.isDryRun ? undefined : context.task.id,
        stepId: context.step?.id,
        person: initiator.principal.userEntityRef,
      },
      logger: context.logger,
      signal: context.signal,
    });
    await work(session, request, async required =>
      authorise(permissions, initiator, required, 'nothing was changed'),
    );
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
): Promise<Change[]> {
  logWarnings(context.logger, plan.warnings);
  const changes = context.isDryRun
    ? reportOf(plan).changes
    : await applyPlan(session, plan);
  if (changes.length === 0) {
    context.logger.info('Everything is as asked for already; nothing to do');
  }
  context.output('changed', changes.length > 0);
  context.output('changes', changes);
  context.output('warnings', plan.warnings);
  return changes;
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
