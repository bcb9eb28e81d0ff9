import { Check } from '@personalize-portal/backstage-plugin-personalize-common';

/** Tells the checks whose sentence says what a statement holds. */
function isQuoting({ id, title }: Check): boolean {
  return (
    /^(opened|elsewhere):/.test(id) ||
    // One of its two findings; the other is that somebody isn't let in.
    (id.startsWith('users:trust:') &&
      title.includes(' lets in more than was asked for: '))
  );
}

/**
 * Checks for somebody who may not read what others wrote in policies: each
 * names the statement that decides, and none says what it holds.
 */
export function checksWithoutQuotes(checks: readonly Check[]): Check[] {
  return checks.map(check =>
    isQuoting(check) && check.statement
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
