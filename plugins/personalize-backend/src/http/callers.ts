import {
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';

/** The scaffolder's backend, with its actions. */
const SCAFFOLDER = 'plugin:scaffolder';
/** The catalog's backend, with the provider of the set-ups' entities. */
const CATALOG = 'plugin:catalog';

/** A request of any shape. */
type AnyRequest = Parameters<HttpAuthService['credentials']>[0];

export type PersonCredentials = BackstageCredentials<BackstageUserPrincipal>;

/**
 * Identifies the caller. All methods throw AuthenticationError without a
 * caller, and NotAllowedError for any other caller than they name.
 */
export class Callers {
  constructor(private readonly httpAuth: HttpAuthService) {}

  /** Any caller. */
  async anybody(req: AnyRequest): Promise<void> {
    await this.httpAuth.credentials(req, { allow: ['user', 'service'] });
  }

  async person(req: AnyRequest): Promise<PersonCredentials> {
    return this.httpAuth.credentials(req, { allow: ['user'] });
  }

  /** @returns `catalog` for the catalog's backend */
  async personOrCatalog(
    req: AnyRequest,
  ): Promise<PersonCredentials | 'catalog'> {
    const { principal } = await this.httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    if (principal.type === 'user') {
      return this.person(req);
    }
    requireService(principal, CATALOG);
    return 'catalog';
  }

  /** The scaffolder's backend itself. */
  async scaffolder(req: AnyRequest): Promise<void> {
    const { principal } = await this.httpAuth.credentials(req, {
      allow: ['service'],
    });
    requireService(principal, SCAFFOLDER);
  }

  /**
   * The person on whose behalf the scaffolder's backend calls.
   * @returns the entity ref
   */
  async personThroughScaffolder(req: AnyRequest): Promise<string> {
    const { principal } = await this.person(req);
    requireService(principal.actor, SCAFFOLDER);
    return principal.userEntityRef;
  }

  /** For the auditor's log: the person, or the service. */
  async nameOf(req: AnyRequest): Promise<string> {
    const { principal } = await this.httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    return principal.type === 'user'
      ? principal.userEntityRef
      : principal.subject;
  }
}

/**
 * A token that the portal gives a plugin names the plugin; one from outside
 * starts with `external:`.
 */
function requireService(
  principal: BackstageServicePrincipal | undefined,
  subject: string,
): void {
  if (principal?.subject !== subject) {
    throw new NotAllowedError(
      `Only ${subject} can do this, and ${
        principal?.subject ?? 'no service'
      } asks`,
    );
  }
}
