import {
  AuditorService,
  BackstageCredentials,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  Guardrails,
  namesRole,
  RoleRecord,
  RunRef,
  setupNameIn,
  SetupRecord,
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
  withoutQuotes,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { audited, TellRole } from './audited';
import { namedSetup } from './namedSetup';
import { presentableError } from './presentableError';

/** What all actions need of the portal. */
export interface ActionEnvironment extends AttemptEnvironment {
  ledger: LedgerService;
  auditor: AuditorService;
}

/** What the engine needs of the scaffolder's context. */
export interface AttemptContext {
  input: unknown;
  logger: LoggerService;
  task: { id: string };
  step?: { id?: string };
  /** Whose task it is. */
  user?: { ref?: string };
  signal?: AbortSignal;
  isDryRun?: boolean;
  getInitiatorCredentials(): Promise<BackstageCredentials>;
}

/** One attempt of an action; see {@link inSession}. */
export interface Attempt<R extends JudgedRequest> {
  /** Id of the action, for the auditor. */
  action: string;
  /** @param recorded - the set-up that the input names, where `named` says that it may */
  parse(input: unknown, guardrails: Guardrails, recorded?: SetupRecord): R;
  /** `write` actions only read in a dry run. */
  access: 'read' | 'write';
  /** All permissions that the request needs, in a dry run as well. */
  permissions(request: R): ResourcePermission[];
  /**
   * What is needed for a registered set-up that is asked for by its `name`; absent
   * where none can be.
   */
  named?: readonly ResourcePermission[];
}

/** What an action works with. */
export interface ActionRun<R extends JudgedRequest = JudgedRequest> {
  /** Reads and, unless it is a dry run, writes. */
  session: AwsSession;
  request: R;
  rights: Rights;
  /** Entity ref of the initiator. */
  person: string;
  credentials: BackstageCredentials;
  run: RunRef;
  /** What the ledger knows of the role. */
  record: RoleRecord;
}

/**
 * Runs an action in a session of the account that it names, and tells the
 * auditor. Everything that can be refused without AWS is refused before the
 * session makes its first call; see `admit`. What belongs to a registered set-up
 * needs the permissions for that, too. Whose a bucket or key is by its tags is
 * read before anything else.
 *
 * @throws as the work does; NotAllowedError, InputError, and
 * ServiceUnavailableError where the ledger can't be reached
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
    await audited(environment.auditor, about, async tell => {
      const run = await open(environment, context, attempt, credentials, tell);
      await work(run).catch(error => {
        throw run.rights.seesForeign ? error : withoutQuotes(error);
      });
    });
  } catch (error) {
    throw presentableError(error);
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
  const named = await setupNamed(environment, context, attempt, credentials);
  const isNameAlone = named !== undefined && !namesRole(input);
  const {
    request,
    initiator: { person },
    rights: ownRights,
    undecided,
  } = await admit(environment, {
    credentials,
    input,
    // What a dry run asks for beside the name, its steps before haven't made.
    parse: (asked, guardrails) =>
      attempt.parse(
        asked,
        guardrails,
        isDryRun && !isNameAlone ? undefined : named,
      ),
    permissions: attempt.permissions,
    setup: isNameAlone ? named.setup : undefined,
  });
  const { role } = request;
  tell(role);
  const record = named ?? (await environment.ledger.roleRecord(role));
  const rights = record.setup
    ? await ownRights.within(record.setup)
    : ownRights;
  const run = {
    taskId: context.task.id,
    stepId: context.step?.id,
    taskUser: context.user?.ref,
  };
  const isWriting = attempt.access === 'write' && !isDryRun;
  const session = await environment.sessions.open({
    accountId: role.accountId,
    region: role.region,
    access: isWriting ? 'write' : 'read',
    identity: {
      taskId: isDryRun ? undefined : context.task.id,
      stepId: context.step?.id,
      person,
    },
    logger,
    signal,
    written: record.written,
    journal: isWriting
      ? new LedgerJournal(environment.ledger, {
          role,
          run,
          person,
          initiator: credentials,
        })
      : undefined,
  });
  await refuseBeyondTeams(session, undecided);
  return { session, request, rights, person, credentials, run, record };
}

/** The registered set-up that the input names, where the action takes one. */
async function setupNamed<R extends JudgedRequest>(
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
  return namedSetup({ ledger, permissions }, initiator, {
    name,
    input,
    needed,
    // A dry run goes on to prove what its step before would register.
    mayBeNew: isDryRun && namesRole(input),
  });
}
