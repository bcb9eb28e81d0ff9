import {
  Change,
  Holding,
  ownStatements,
  PolicyStatement,
  RoleTarget,
  sameStatement,
  statementsIn,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { JsonObject } from '@backstage/types';

/**
 * Names the statements of a set-up that something else edited or removed since
 * a run wrote them, and that a plan brings back or takes away: whoever reads the
 * plan decides whether that is meant. What the request itself changes isn't named.
 *
 * @param holdings - by the record: what the last run left
 * @param changes - of the plan, with what AWS holds now
 */
export function handEdits(
  role: RoleTarget,
  holdings: readonly Holding[],
  changes: readonly Change[],
): Warning[] {
  return changes.flatMap(({ part, resource, before, after }) => {
    const left = holdings.find(holding => holding.resource === resource)?.after;
    return ownStatements(left, resource, role).flatMap(written => {
      const found = withSidOf(written, before);
      if (found && sameStatement(found, written)) {
        return [];
      }
      const what = found ? 'edited' : 'removed';
      const then = withSidOf(written, after)
        ? 'writes it as it is asked for'
        : 'takes it away, for it is no longer asked for';
      // Gone and no longer asked for: nothing is done about it.
      return found || withSidOf(written, after)
        ? [
            {
              part,
              resource,
              message: `Statement "${written.Sid}" of ${resource} was ${what} by something else since the last run; this run ${then}. If that was meant, find out who did it before you go on.`,
            },
          ]
        : [];
    });
  });
}

function withSidOf(
  { Sid }: PolicyStatement,
  document: JsonObject | undefined,
): PolicyStatement | undefined {
  return statementsIn(document).find(statement => statement.Sid === Sid);
}
