import { PolicyStatement } from '../../policy/document';
import { excessOf } from '../contain/excess';
import { AddedTo, Finding } from '../finding';
import { Holder } from '../holders';
import { placedStatements, PlacedStatement } from '../placed';
import { addedStatement } from './findings';

/**
 * Names the statements of others in the policies of the service role, or in that
 * of a preset, that allow more than was asked for. Both belong to one set-up: what
 * the role can do besides is within reach of whoever passes it to Personalize.
 */
export function openInOwnPolicies(
  holder: Holder,
  to: AddedTo,
  isForeign: (placed: PlacedStatement) => boolean,
): Finding[] {
  return placedStatements(holder.policies)
    .filter(isForeign)
    .flatMap(placed => {
      const excess = excessOf(
        placed.statement,
        holder.statements.map(inAnyAccount),
      );
      return excess.length > 0 ? [addedStatement(placed, to, [], excess)] : [];
    });
}

/**
 * A statement of others that names no account of a bucket opens no more today than
 * ours, which does: a name is one bucket. An upgrade tells nobody of it.
 */
function inAnyAccount(statement: PolicyStatement): PolicyStatement {
  const { Condition = {}, ...unconditioned } = statement;
  const keys = Object.values(Condition).flatMap(Object.keys);
  return keys.every(key => key === 'aws:ResourceAccount')
    ? unconditioned
    : statement;
}
