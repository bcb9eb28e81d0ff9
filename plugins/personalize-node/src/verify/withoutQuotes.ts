import { Check } from '@personalize-portal/backstage-plugin-personalize-common';

/** The checks whose sentence says what a statement holds. */
const QUOTING = /^(opened|elsewhere):/;

/**
 * Checks for somebody who may not read what others wrote in policies: each
 * names the statement that decides, and none says what it holds.
 */
export function checksWithoutQuotes(checks: readonly Check[]): Check[] {
  return checks.map(check =>
    QUOTING.test(check.id) && check.statement
      ? {
          ...check,
          title: `Statement ${
            check.statement.sid
              ? `"${check.statement.sid}"`
              : `number ${check.statement.index + 1} (no Sid)`
          } in ${
            check.statement.document
          } opens more than was asked for. What it says is for those to read who have the permission personalize.policy.read`,
        }
      : check,
  );
}
