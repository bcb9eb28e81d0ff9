import { samlProviderName } from '../aws/providerArn';
import { Problem } from '../errors';
import { parsePattern, patternContains } from '../evaluate/pattern';
import { Principal, UserAccess } from '../setup/access';
import { fieldPath } from './parse';

/** Which sign-ins may be let in. A missing list counts as empty. */
export interface FederationGuardrail {
  /** Patterns with `*` and `?`. Every requested subject must match one. */
  oidcSubjects?: readonly string[];
  /** Names or ARNs. */
  samlProviders?: readonly string[];
}

/** The guardrails about people. */
export interface UsersGuardrails {
  /** A regular expression for allowed role names. */
  roleNamePattern?: string;
  /**
   * If set, it allows only what it lists. If not, any provider of the account and
   * any subject that fixes its tenant are allowed.
   */
  federation?: FederationGuardrail;
  /** Whether a policy may be attached to an IAM group or user. Default: no. */
  allowDirectAttachment?: boolean;
  /** Whether IAM users who assume a role always need MFA. */
  requireMfa?: boolean;
}

/**
 * Checks people against the guardrails.
 *
 * @param users - as parsed: the problems' field paths count duplicate presets and
 * principals once
 */
export function usersProblems(
  users: readonly UserAccess[],
  guardrails: UsersGuardrails,
): Problem[] {
  return users.flatMap(({ principals }, user) =>
    principals.flatMap((principal, index) =>
      principalProblems(principal, guardrails, name =>
        fieldPath(['users', user, 'principals', index, name]),
      ),
    ),
  );
}

function principalProblems(
  principal: Principal,
  guardrails: UsersGuardrails,
  fieldOf: (name: string) => string,
): Problem[] {
  const roleName = (name: string) =>
    roleNameProblems(fieldOf('roleName'), name, guardrails.roleNamePattern);
  switch (principal.type) {
    case 'saml-role':
      return [
        ...roleName(principal.roleName),
        ...samlProblems(
          principal.provider,
          guardrails.federation,
          fieldOf('provider'),
        ),
      ];
    case 'oidc-role':
      return [
        ...roleName(principal.roleName),
        ...oidcProblems(
          principal.subject,
          guardrails.federation,
          fieldOf('subject'),
        ),
      ];
    case 'account-role':
      return [
        ...roleName(principal.roleName),
        ...(guardrails.requireMfa === true && !principal.requireMfa
          ? [
              {
                field: fieldOf('requireMfa'),
                value: principal.requireMfa,
                rule: demands(
                  'requireMfa',
                  'requires a second factor from IAM users',
                ),
              },
            ]
          : []),
      ];
    case 'permission-set':
      return [];
    // A group or user.
    default:
      return guardrails.allowDirectAttachment === true
        ? []
        : [
            {
              field: fieldOf('type'),
              value: principal.type,
              rule: demands(
                'allowDirectAttachment',
                "doesn't allow policies on IAM groups and users, as AWS advises; use a permission-set, or a saml-role, oidc-role or account-role",
              ),
            },
          ];
  }
}

/** A name in the list means the provider of that name in every account. */
function samlProblems(
  provider: string,
  federation: FederationGuardrail | undefined,
  field: string,
): Problem[] {
  const allowed = federation && (federation.samlProviders ?? []);
  return !allowed ||
    allowed.includes(provider) ||
    allowed.includes(samlProviderName(provider))
    ? []
    : [
        {
          field,
          value: provider,
          rule: demands(
            'federation.samlProviders',
            `allows ${listOf('the SAML providers', allowed)}`,
          ),
        },
      ];
}

function oidcProblems(
  subject: string,
  federation: FederationGuardrail | undefined,
  field: string,
): Problem[] {
  const allowed = federation && (federation.oidcSubjects ?? []);
  return !allowed ||
    allowed.some(pattern =>
      patternContains(parsePattern(pattern), parsePattern(subject)),
    )
    ? []
    : [
        {
          field,
          value: subject,
          rule: demands(
            'federation.oidcSubjects',
            `allows ${listOf('subjects within', allowed)}`,
          ),
        },
      ];
}

function listOf(what: string, items: readonly string[]): string {
  return items.length > 0 ? `${what} ${items.join(', ')}` : 'none';
}

/**
 * A clause that names the guardrail behind a rule.
 *
 * @param name - its path under `personalize.guardrails`
 */
export function demands(name: string, demand: string): string {
  return `the guardrail personalize.guardrails.${name} ${demand}`;
}

/** Checks the name of a role that is created or changed against the pattern. */
export function roleNameProblems(
  field: string,
  roleName: string,
  pattern: string | undefined,
): Problem[] {
  return pattern === undefined || new RegExp(pattern).test(roleName)
    ? []
    : [
        {
          field,
          value: roleName,
          rule: demands(
            'roleNamePattern',
            `requires a name that matches ${pattern}`,
          ),
        },
      ];
}
