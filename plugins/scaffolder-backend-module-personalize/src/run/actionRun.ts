import {
  AuthService,
  BackstageCredentials,
  LoggerService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  applyGuardrails,
  BucketAccess,
  Change,
  GuardedParts,
  Guardrails,
  KeyAccess,
  personalizePolicyReadPermission,
  personalizeRoleAdoptPermission,
  redactForeign,
  refuseOutsideAccounts,
  SetupIdentity,
  Team,
  TrustSettings,
  UserAccess,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  applyPlan,
  AwsSession,
  AwsSessions,
  judgeByConfiguration,
  Part,
  PartPlan,
  refuseBeyondTeams,
  reportOf,
  RoleStanding,
  SetupResource,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { missingPermissions, refuseMissing } from './authorise';
import { Initiator, refuseForeignOwner, requirePerson } from './initiator';
import { presentableError, withoutQuotes } from './presentableError';

/** What all actions need of the portal. */
export interface ActionEnvironment {
  sessions: AwsSessions;
  guardrails: Guardrails;
  /** `personalize.teams`; absent where it isn't configured. */
  teams?: readonly Team[];
  auth: AuthService;
  userInfo: UserInfoService;
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

/** A request that guardrails, accounts, permissions and teams can judge. */
type Request = GuardedParts & {
  identity?: SetupIdentity;
  trust?: TrustSettings;
  keys?: KeyAccess[];
  buckets?: BucketAccess[];
  users?: UserAccess[];
};

/** One attempt of an action; see {@link inSession}. */
export interface Attempt<R extends Request> {
  parse(input: unknown, guardrails: Guardrails): R;
  /** `write` actions only read in a dry run. */
  access: 'read' | 'write';
  /** All permissions that the request needs, in a dry run as well. */
  permissions(request: R): ResourcePermission[];
}

/** What the initiator may do and see in an attempt. */
export interface Rights {
  /**
   * Asks for permissions that only what AWS holds can tell to be needed.
   *
   * @throws NotAllowedError when the initiator lacks one
   */
  require(permissions: readonly ResourcePermission[]): Promise<void>;
  /** Whether the initiator may read the statements of others in policies. */
  seesForeign: boolean;
  /** The changes as the initiator may see them. */
  shown(changes: readonly Change[]): Change[];
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
 * be refused without AWS is refused before the session makes its first call:
 * an attempt without a person, a malformed request, what the guardrails forbid,
 * what is outside of the accounts, what is asked for another team, a person
 * without permission, what `personalize.teams` surely doesn't give. Whose a
 * bucket or key is by its tags is read before anything else.
 *
 * @param work - reads and, unless it is a dry run, writes
 */
export async function inSession<R extends Request>(
  environment: ActionEnvironment,
  context: AttemptContext,
  attempt: Attempt<R>,
  work: (session: AwsSession, request: R, rights: Rights) => Promise<void>,
): Promise<void> {
  try {
    const { sessions, guardrails, auth, userInfo, permissions } = environment;
    const initiator = await requirePerson(
      auth,
      userInfo,
      await context.getInitiatorCredentials(),
    );
    const request = applyGuardrails(
      attempt.parse(context.input, guardrails),
      guardrails,
    );
    refuseOutsideAccounts(request.role, sessions.accounts, request.trust);
    if (request.identity) {
      refuseForeignOwner(initiator, request.identity.owner);
    }
    const resource = resourceOf(request, initiator);
    const rights = await rightsOf(
      permissions,
      initiator,
      attempt.permissions(request),
      resource,
      request,
    );
    const undecided = judgeByConfiguration(environment.teams, {
      role: request.role,
      buckets: request.buckets ?? [],
      keys: request.keys ?? [],
      owners: resource.owners,
    });
    const session = await sessions.open({
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

/** What the permissions are asked about. */
function resourceOf(
  { role, identity, users }: Request,
  { groups }: Initiator,
): SetupResource {
  return {
    accountId: role.accountId,
    region: role.region,
    owners: identity ? [identity.owner] : groups,
    setup: identity?.name,
    principalTypes: users && [
      ...new Set(
        users.flatMap(({ principals }) => principals.map(({ type }) => type)),
      ),
    ],
  };
}

/** @throws NotAllowedError when the initiator lacks a permission */
async function rightsOf(
  permissions: PermissionsService,
  initiator: Initiator,
  required: readonly ResourcePermission[],
  resource: SetupResource,
  { role }: Request,
): Promise<Rights> {
  const missing = await missingPermissions(
    permissions,
    initiator,
    [...required, personalizePolicyReadPermission],
    resource,
  );
  refuseMissing(
    missing.filter(permission => required.includes(permission)),
    initiator,
    resource,
    'nothing was called',
  );
  const seesForeign = !missing.includes(personalizePolicyReadPermission);
  return {
    async require(asked) {
      refuseMissing(
        await missingPermissions(permissions, initiator, asked, resource),
        initiator,
        resource,
        'nothing was changed',
      );
    },
    seesForeign,
    shown: changes =>
      seesForeign ? [...changes] : redactForeign(changes, role),
  };
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
