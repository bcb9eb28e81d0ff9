import {
  AuthService,
  BackstageCredentials,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  applyGuardrails,
  BucketAccess,
  GuardedParts,
  Guardrails,
  KeyAccess,
  refuseOutsideAccounts,
  SetupIdentity,
  SetupItem,
  Team,
  TrustSettings,
  UserAccess,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSessions } from '../accounts/awsSessions';
import { SetupResource } from '../permissions/setupResource';
import { judgeByConfiguration, Undecided } from '../teams/teamLimits';
import { Initiator, refuseForeignOwner, requirePerson } from './initiator';
import { Rights, rightsOf } from './rights';

/** What an attempt is judged by. */
export interface AttemptEnvironment {
  sessions: AwsSessions;
  guardrails: Guardrails;
  /** `personalize.teams`; absent where it isn't configured. */
  teams?: readonly Team[];
  auth: AuthService;
  userInfo: UserInfoService;
  permissions: PermissionsService;
}

/** A request that guardrails, accounts, permissions and teams can judge. */
export type JudgedRequest = GuardedParts & {
  identity?: SetupIdentity;
  trust?: TrustSettings;
  keys?: KeyAccess[];
  buckets?: BucketAccess[];
  users?: UserAccess[];
};

/** What is asked for, by whom. */
export interface AskedAttempt<R extends JudgedRequest> {
  credentials: BackstageCredentials;
  input: unknown;
  parse(input: unknown, guardrails: Guardrails): R;
  /** All permissions that the request needs. */
  permissions(request: R): ResourcePermission[];
  /**
   * The registered set-up, where its name is all that was given: it is judged for
   * its owner, and no guardrail and no team has a say in what it holds already.
   */
  setup?: Pick<SetupItem, 'name' | 'owner'>;
}

/** An attempt that nothing is known against without asking AWS. */
export interface Admitted<R extends JudgedRequest> {
  request: R;
  initiator: Initiator;
  rights: Rights;
  /** What only AWS can tell whose it is; see `refuseBeyondTeams`. Absent where nothing is asked for but a set-up by its name. */
  undecided?: Undecided;
}

/**
 * Refuses everything that can be refused without AWS: an attempt without a
 * person, a malformed request, what the guardrails forbid, what is outside of
 * the accounts, what is asked for another team, a person without permission,
 * what `personalize.teams` surely doesn't give.
 *
 * @throws NotAllowedError, InputError
 */
export async function admit<R extends JudgedRequest>(
  environment: AttemptEnvironment,
  asked: AskedAttempt<R>,
): Promise<Admitted<R>> {
  const { sessions, guardrails, teams, auth, userInfo, permissions } =
    environment;
  const initiator = await requirePerson(auth, userInfo, asked.credentials);
  const parsed = asked.parse(asked.input, guardrails);
  const request = asked.setup ? parsed : applyGuardrails(parsed, guardrails);
  refuseOutsideAccounts(request.role, sessions.accounts, request.trust);
  if (request.identity) {
    refuseForeignOwner(initiator, request.identity.owner);
  }
  const resource = resourceOf(request, initiator, asked.setup);
  const rights = await rightsOf(
    permissions,
    initiator,
    asked.permissions(request),
    resource,
    request.role,
  );
  const undecided = asked.setup
    ? undefined
    : judgeByConfiguration(teams, {
        role: request.role,
        buckets: request.buckets ?? [],
        keys: request.keys ?? [],
        owners: resource.owners,
      });
  return { request, initiator, rights, undecided };
}

/** What the permissions are asked about. */
function resourceOf(
  { role, identity, users }: JudgedRequest,
  { groups }: Initiator,
  setup: Pick<SetupItem, 'name' | 'owner'> | undefined = identity,
): SetupResource {
  return {
    accountId: role.accountId,
    region: role.region,
    owners: setup ? [setup.owner] : groups,
    setup: setup?.name,
    principalTypes: users && [
      ...new Set(
        users.flatMap(({ principals }) => principals.map(({ type }) => type)),
      ),
    ],
  };
}
