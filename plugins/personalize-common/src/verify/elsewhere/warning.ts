import { Check } from '../../plan/change';
import { elsewhere, statementId } from '../ids';
import { PlacedStatement, pointerTo } from '../placed';
import { statementIn } from '../words';

/**
 * Names a statement of somebody else that lets in more than was asked for.
 *
 * @param what - what it does, as the rest of a sentence
 */
export function elsewhereWarning(placed: PlacedStatement, what: string): Check {
  const { statement, index, place, all } = placed;
  return {
    id: elsewhere(place, statementId(all, index)),
    title: `${statementIn(statement, index, place)} ${what}`,
    outcome: 'warning',
    ...pointerTo(placed),
    remedy:
      'It is not of this set-up and was left as it is. If nobody needs it, have the owner of the policy remove it.',
  };
}
