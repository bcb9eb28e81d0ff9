import {
  AuditorService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { ConflictError, isError } from '@backstage/errors';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  ClaimRequest,
  Guardrails,
  namesRole,
  printableLines,
  RoleRecord,
  RoleTarget,
  RunRef,
  setupNameIn,
  SetupRecord,
  withoutQuotes,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  admit,
  AttemptEnvironment,
  AwsSession,
  JudgedRequest,
  LedgerJournal,
  LedgerService,
  refuseBeyondTeams,
  requirePerson,
  Rights,
  rolesOnRecord,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { auditAttempt, TellRole } from './attemptAudit';
import { registeredSetup } from './registeredSetup';
import { taskReach } from './taskReach';

/** The parts of the portal that all actions need. */
export interface ActionEnvironment extends AttemptEnvironment {
  ledger: LedgerService;
  auditor: AuditorService;
}

/** The parts of the scaffolder's context that the engine needs. */
export interface AttemptContext {
  input: unknown;
  logger: LoggerService;
  task: { id: string };
  step?: { id?: string };
  /** The owner of the task. */
  user?: { ref?: string };
  signal?: AbortSignal;
  isDryRun?: boolean;
  getInitiatorCredentials(): Promise<BackstageCredentials>;
}

/** One attempt of an action; see {@link inSession}. */
export interface Attempt<R extends JudgedRequest> {
  /** Id of the action, for the auditor. */
  action: string;
  /** @param recorded - the set-up that the input names, if `named` allows that */
  parse(input: unknown, guardrails: Guardrails, recorded?: SetupRecord): R;
  /** `write` actions only read in a dry run. */
  access: 'read' | 'write';
  /** All permissions that the request needs, also in a dry run. */
  permissions(request: R): ResourcePermission[];
  /** The needs for a registered set-up, given by its `name`; undefined if none can be given. */
  named?: readonly ResourcePermission[];
  /**
   * Whether it accepts a role without a claim; otherwise only a dry run does,
   * because its earlier steps haven't claimed it.
   */
  takesUnclaimed?: boolean;
}

/** The subjects that a run claims in addition. */
export type ClaimTerms = Pick<
  ClaimRequest,
  'holders' | 'claimsRole' | 'adopts'
>;

/** The tools of an action. */
export interface ActionRun<R extends JudgedRequest = JudgedRequest> {
  /** Reads and, unless it is a dry run, writes. */
  session: AwsSession;
  request: R;
  rights: Rights;
  /** Entity ref of the initiator. */
  person: string;
  credentials: BackstageCredentials;
  run: RunRef;
  /** The ledger's record of the role, without a claim that the run adopts. */
  record: RoleRecord;
  /**
   * Claims the role, if nobody has, or people's roles and permission sets; a
   * dry run only checks whether that would be refused.
   *
   * @returns `Claim.seq` of the claim for the rest of the run
   * @throws ConflictError if somebody else has claimed it
   */
  claim(request: ClaimTerms): Promise<number>;
}

/**
 * Runs an action in a session of the account that it names, and reports to the
 * auditor. Before the session makes its first call, it refuses everything that
 * can be refused without AWS; see `admit`. Claimed subjects need a person who
 * acts for their owner. Reads owner tags first.
 *
 * @throws as the work does, without what others wrote in policies, because
 * everybody may read the log of a task; NotAllowedError, InputError, and
 * ServiceUnavailableError if the ledger can't be reached
 */
export async function inSession<R extends JudgedRequest>(
  environment: ActionEnvironment,
  context: AttemptContext,
  attempt: Attempt<R>,
  work: (run: ActionRun<R>) => Promise<void>,
): Promise<void> {
  try {
    const credentials = await context.getInitiatorCredentials();
    const about = {
      action: attempt.action,
      input: context.input,
      credentials,
      taskUser: context.user?.ref,
      taskId: context.task.id,
      stepId: context.step?.id,
      isDryRun: context.isDryRun ?? false,
    };
    await auditAttempt(environment.auditor, about, async tell => {
      await work(await open(environment, context, attempt, credentials, tell));
    });
  } catch (error) {
    throw presentableError(withoutQuotes(error));
  }
}

async function open<R extends JudgedRequest>(
  environment: ActionEnvironment,
  context: AttemptContext,
  attempt: Attempt<R>,
  credentials: BackstageCredentials,
  tell: TellRole,
): Promise<ActionRun<R>> {
  const { input, logger, signal, isDryRun = false } = context;
  const { ledger } = environment;
  const named = await findNamedSetup(
    environment,
    context,
    attempt,
    credentials,
  );
  const isNameAlone = named !== undefined && !namesRole(input);
  const {
    request,
    initiator: { person },
    rights,
    record,
    undecided,
  } = await admit(environment, {
    credentials,
    input,
    // In a dry run, earlier steps haven't created what it requests in addition
    // to the name.
    parse: (asked, guardrails) =>
      attempt.parse(
        asked,
        guardrails,
        isDryRun && !isNameAlone ? undefined : named,
      ),
    permissions: attempt.permissions,
    recordOf: async role => {
      tell(role);
      return named ?? ledger.roleRecord(role);
    },
    isNameAlone,
  });
  const { role } = request;
  const claimSeq = record.claim?.seq ?? 0;
  if (!attempt.takesUnclaimed && !isDryRun) {
    refuseUnclaimed(role, record);
  }
  const run = {
    taskId: context.task.id,
    stepId: context.step?.id,
    taskUser: context.user?.ref,
  };
  const journal =
    attempt.access === 'write' && !isDryRun
      ? new LedgerJournal(ledger, {
          role,
          run,
          person,
          initiator: credentials,
          claimSeq,
        })
      : undefined;
  const options = {
    accountId: role.accountId,
    region: role.region,
    identity: {
      taskId: isDryRun ? undefined : context.task.id,
      stepId: context.step?.id,
      person,
    },
    logger,
    signal,
    written: record.written,
    rolesOnRecord: await rolesOnRecord(
      role,
      record,
      request.users ?? [],
      arns => ledger.roleIds(arns),
    ),
  };
  const reading = { ...options, access: 'read' as const };
  const session = await environment.sessions.open(
    journal
      ? {
          ...options,
          access: 'write',
          journal,
          reach: async () =>
            taskReach(environment, await environment.sessions.open(reading), {
              request,
              record,
              taskId: context.task.id,
              teams: undecided?.teams,
            }),
        }
      : reading,
  );
  await refuseBeyondTeams(session, undecided, record);
  return {
    session,
    request,
    rights,
    person,
    credentials,
    run,
    record,
    async claim({ claimsRole, ...claimTerms }) {
      const claim = await ledger.claim(
        {
          role: { ...role },
          run,
          claimSeq,
          ...claimTerms,
          claimsRole: claimsRole || isDryRun,
          dryRun: isDryRun,
        },
        credentials,
      );
      // An earlier claim may have been removed and made again in the meantime.
      if (record.claim?.state === 'active') {
        return claimSeq;
      }
      journal?.claimed(claim);
      return claim.seq;
    },
  };
}

/** @throws ConflictError for a role that nobody has claimed, or that a revoke left */
function refuseUnclaimed(
  { accountId, roleName }: RoleTarget,
  { claim }: RoleRecord,
): void {
  if (claim?.state !== 'active') {
    throw new ConflictError(
      `roleName: role ${roleName} in account ${accountId} belongs to no set-up and nobody has claimed it; nothing was called. First register it with personalize:register, or create it with personalize:create-role.`,
    );
  }
}

/** The registered set-up that the input names, if the action accepts one. */
async function findNamedSetup<R extends JudgedRequest>(
  { ledger, permissions, auth, userInfo }: ActionEnvironment,
  { input, isDryRun = false }: AttemptContext,
  { named: needed }: Attempt<R>,
  credentials: BackstageCredentials,
): Promise<SetupRecord | undefined> {
  const name = setupNameIn(input);
  if (!needed || name === undefined) {
    return undefined;
  }
  const initiator = await requirePerson(auth, userInfo, credentials);
  return registeredSetup({ ledger, permissions }, initiator, {
    name,
    input,
    needed,
    // A dry run continues and proves what its earlier step would register.
    mayBeNew: isDryRun && namesRole(input),
  });
}

/**
 * An error for the task's log. The scaffolder prints the stack, which doesn't
 * help the reader of a form, so this cuts it to the message. Nothing in it acts
 * on the terminal or page that shows it.
 */
export function presentableError(error: unknown): unknown {
  if (isError(error)) {
    const message = printableLines(error.message);
    // There is no other way to set the message of the error that an abort
    // throws.
    Object.defineProperty(error, 'message', { value: message });
    error.stack = `${error.name}: ${message}`;
  }
  return error;
}
