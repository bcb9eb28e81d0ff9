import { Problem } from '../errors';

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
            `asks for a name that matches ${pattern}`,
          ),
        },
      ];
}
