import { samlProviderName } from '../aws/providerArn';
import { Problem } from '../errors';
import { parsePattern, patternContains } from '../evaluate/pattern';
import { Principal, UserAccess } from '../setup/access';
import { fieldPath } from './parse';

/** Whose sign-ins may be let in; a list that is left out is an empty one. */
export interface FederationGuardrail {
  /** Patterns with `*` and `?`; every subject that is requested lies in one of them. */
  oidcSubjects?: readonly string[];
  /** Names or ARNs. */
  samlProviders?: readonly string[];
}

/** The guardrails that are about people. */
export interface UsersGuardrails {
  /** A regular expression that matches the role names that are allowed. */
  roleNamePattern?: string;
  /**
   * Once it is there it allows what it lists and nothing else; without it any
   * provider of the account and any subject that fixes its tenant.
   */
  federation?: FederationGuardrail;
  /** Whether a policy may hang on an IAM group or user; it may not when left out. */
  allowDirectAttachment?: boolean;
  /** Whether IAM users who assume a role always need a second factor. */
  requireMfa?: boolean;
}

/**
 * Holds people against the guardrails.
 *
 * @param users - as parsed, so presets and principals that a request names
 * twice count once in the fields of the problems
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

/** A name in the list stands for the provider of that name in every account. */
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

/** Holds the name of a role that is made or changed against the pattern. */
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
