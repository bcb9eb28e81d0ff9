import { Check } from '../../plan/change';
import { excessOf } from '../contain/excess';
import { Holder } from '../holders';
import { excessWords } from '../opened/excessWords';
import { placedStatements, PlacedStatement } from '../placed';
import { elsewhereWarning } from './warning';

/**
 * Names the statements of others in the policies of the service role, or in that
 * of a preset, that allow more than was asked for. Both belong to one set-up: what
 * the role can do besides is within reach of whoever passes it to Personalize.
 *
 * @param who - whom they let do more, in words
 */
export function openInOwnPolicies(
  holder: Holder,
  who: string,
  isForeign: (placed: PlacedStatement) => boolean,
): Check[] {
  return placedStatements(holder.policies)
    .filter(isForeign)
    .flatMap(placed => {
      const { statement } = placed;
      const excess = excessOf(statement, holder.statements);
      return excess.length > 0
        ? [
            elsewhereWarning(
              placed,
              `lets ${who} do more than was asked for: ${excessWords(
                statement,
                excess,
              )}`,
            ),
          ]
        : [];
    });
}
