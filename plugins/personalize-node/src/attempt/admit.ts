import {
  AuthService,
  BackstageCredentials,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  applyGuardrails,
  Guardrails,
  refuseOutsideAccounts,
  RoleRecord,
  RoleTarget,
  Team,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSessions } from '../accounts/awsSessions';
import { judgeByConfiguration, Undecided } from '../teams/teamLimits';
import { ActorEnvironment } from './actor';
import { JudgedRequest, judgeClaim } from './claim';
import { Initiator, requirePerson } from './initiator';
import { Rights, rightsOf } from './rights';

/** What an attempt is judged by. */
export interface AttemptEnvironment extends ActorEnvironment {
  sessions: AwsSessions;
  guardrails: Guardrails;
  /** `personalize.teams`; undefined unless it is configured. */
  teams?: readonly Team[];
  auth: AuthService;
  userInfo: UserInfoService;
}

/** A request and its initiator. */
export interface AttemptRequest<R extends JudgedRequest> {
  credentials: BackstageCredentials;
  input: unknown;
  parse(input: unknown, guardrails: Guardrails): R;
  /** All permissions that the request needs. */
  permissions(request: R): ResourcePermission[];
  /** What the ledger knows about the role. */
  recordOf(role: RoleTarget): Promise<RoleRecord>;
  /**
   * Whether only the name of a set-up was given: guardrails and teams don't apply to
   * what it already holds.
   */
  isNameAlone?: boolean;
}

/** An attempt that passed every check that doesn't need AWS. */
export interface Admission<R extends JudgedRequest> {
  request: R;
  initiator: Initiator;
  rights: Rights;
  /** What the ledger knows about the role, without a claim that the attempt adopts. */
  record: RoleRecord;
  /**
   * What needs AWS to find the owner; see `refuseBeyondTeams`. Undefined if only a
   * set-up's name is requested.
   */
  undecided?: Undecided;
}

/**
 * Refuses everything that can be refused without AWS: an attempt without a person, a
 * malformed request, what the guardrails forbid, what is outside the accounts, what
 * is requested for another team or belongs to one, a person without permission, what
 * `personalize.teams` surely doesn't give.
 *
 * @throws NotAllowedError, InputError; as `recordOf` does
 */
export async function admit<R extends JudgedRequest>(
  environment: AttemptEnvironment,
  attempt: AttemptRequest<R>,
): Promise<Admission<R>> {
  const { sessions, guardrails, teams, auth, userInfo, permissions } =
    environment;
  const initiator = await requirePerson(auth, userInfo, attempt.credentials);
  const parsed = attempt.parse(attempt.input, guardrails);
  const request = attempt.isNameAlone
    ? parsed
    : applyGuardrails(parsed, guardrails);
  const { role, buckets = [], keys = [] } = request;
  refuseOutsideAccounts(role, sessions.accounts, request.trust);
  const needed = attempt.permissions(request);
  const { resources, owners, record } = await judgeClaim(
    environment,
    initiator,
    request,
    await attempt.recordOf(role),
    needed,
  );
  const rights = await rightsOf(
    permissions,
    initiator,
    needed,
    resources,
    role,
  );
  const undecided = attempt.isNameAlone
    ? undefined
    : judgeByConfiguration(teams, { role, buckets, keys, owners });
  return { request, initiator, rights, record, undecided };
}
