import {
  AuthService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  AuthorizeResult,
  PolicyDecision,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  describeFinding,
  Finding,
  personalizePolicyReadPermission,
  personalizeSetupAdministerPermission,
  personalizeSetupReadPermission,
  SetupItem,
  Check,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  ActorEnvironment,
  isPlatformPerson,
  missingPermissions,
  permits,
  requireActor,
  requirePerson,
  SetupResource,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { DatabaseSetups } from '../setups/databaseSetups';
import { Setup, StoredSetup } from '../setups/setups';
import { shownSetup } from '../setups/setupTable';
import { PersonCredentials } from './callers';

/** A set-up, with or without its findings. */
type AnySetup = Omit<SetupItem, 'failing'>;

/** The facts of a registered set-up that permissions depend on. */
export function resourceOf(setup: AnySetup): SetupResource {
  return {
    accountId: setup.accountId,
    region: setup.region,
    owners: [setup.owner],
    setup: setup.name,
  };
}

/** What a caller may see of set-ups; asks the policy once per request. */
export class SetupAccess {
  private constructor(
    private readonly who: string,
    /** The limit on visible set-ups. */
    readonly decision: PolicyDecision,
    private readonly ofPolicies: PolicyDecision,
  ) {}

  /**
   * @param credentials - of a person or the catalog's backend, which sees all:
   * the permissions of the catalog decide who sees its entities
   */
  static async of(
    permissions: PermissionsService,
    credentials: PersonCredentials | 'catalog',
  ): Promise<SetupAccess> {
    if (credentials === 'catalog') {
      const all: PolicyDecision = { result: AuthorizeResult.ALLOW };
      return new SetupAccess(credentials, all, all);
    }
    const [decision, ofPolicies] = await permissions.authorizeConditional(
      [
        { permission: personalizeSetupReadPermission },
        { permission: personalizePolicyReadPermission },
      ],
      { credentials },
    );
    return new SetupAccess(
      credentials.principal.userEntityRef,
      decision,
      ofPolicies,
    );
  }

  /** @throws NotAllowedError for a caller who may see no set-up at all */
  requireSome(): void {
    if (this.decision.result === AuthorizeResult.DENY) {
      throw new NotAllowedError(
        `${this.who} has no permission ${personalizeSetupReadPermission.name}. Ask the team that runs the portal.`,
      );
    }
  }

  /** @throws NotAllowedError for a caller who may not see every set-up */
  requireAll(): void {
    if (this.decision.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `This is about all set-ups, and ${this.who} has no permission ${personalizeSetupReadPermission.name} for all of them. Ask the team that runs the portal.`,
      );
    }
  }

  /**
   * A set-up by its name.
   *
   * @throws NotAllowedError for a caller who may not see it, whether or not it
   * exists; NotFoundError for a caller who may see all
   */
  async find(setups: DatabaseSetups, name: string): Promise<Setup> {
    const setup =
      this.decision.result === AuthorizeResult.DENY
        ? undefined
        : await setups.byName(name);
    if (setup && permits(this.decision, resourceOf(setup.item))) {
      return setup;
    }
    if (this.decision.result === AuthorizeResult.ALLOW) {
      throw new NotFoundError(
        `There is no set-up ${name}. GET /setups lists them all.`,
      );
    }
    throw new NotAllowedError(
      `${this.who} has no permission ${personalizeSetupReadPermission.name} for set-up ${name}, or there is no such set-up. Ask the team that runs the portal.`,
    );
  }

  /** Whether the caller may read foreign statements in the policies of a set-up. */
  seesForeign(setup: AnySetup): boolean {
    return permits(this.ofPolicies, resourceOf(setup));
  }

  /** Removes what checks say of foreign statements, if the caller may not read them. */
  shown(setup: StoredSetup): SetupItem {
    return shownSetup(setup, { quotes: this.seesForeign(setup) });
  }

  /** The same, with its findings. */
  shownInFull({ item, findings }: Setup): SetupItem & { checks: Check[] } {
    return { ...this.shown(item), checks: this.checks(item, findings) };
  }

  /** The findings of a set-up, without what the caller may not read. */
  checks(setup: AnySetup, findings: readonly Finding[]): Check[] {
    const quotes = this.seesForeign(setup);
    return findings.map(found => describeFinding(found, { quotes }));
  }
}

/** Everything that decides who may change a set-up. */
export interface SetupActors extends ActorEnvironment {
  auth: AuthService;
  userInfo: UserInfoService;
}

/**
 * Makes sure that a person who may see a set-up may also change it: by the
 * permission, and by acting for its owner.
 *
 * @throws NotAllowedError
 */
export async function requireFor(
  { auth, userInfo, ...environment }: SetupActors,
  credentials: PersonCredentials,
  permission: ResourcePermission,
  setup: AnySetup,
): Promise<void> {
  const initiator = await requirePerson(auth, userInfo, credentials);
  await requireActor(environment, initiator, setup, setup, {
    subject: `set-up ${setup.name}`,
  });
  const missing = await missingPermissions(
    environment.permissions,
    initiator,
    [permission],
    resourceOf(setup),
  );
  if (missing.length > 0) {
    throw new NotAllowedError(
      `${initiator.person} has no permission ${permission.name} for set-up ${setup.name} of ${setup.owner}. Ask the team that runs the portal.`,
    );
  }
}

/**
 * Makes sure that a person may act for every owner.
 *
 * @throws NotAllowedError
 */
export async function requirePlatformPerson(
  { auth, userInfo, ...environment }: SetupActors,
  credentials: PersonCredentials,
  setup: AnySetup,
): Promise<void> {
  const initiator = await requirePerson(auth, userInfo, credentials);
  if (!(await isPlatformPerson(environment, initiator, resourceOf(setup)))) {
    throw new NotAllowedError(
      `This opens more than requested, so only the team that runs the portal can accept it (personalize.platformTeams, and the permission ${personalizeSetupAdministerPermission.name}). Ask them, or remove it.`,
    );
  }
}
