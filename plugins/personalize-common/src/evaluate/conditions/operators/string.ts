import {
  containment,
  literalPattern,
  lowerCasePattern,
  Pattern,
  patternText,
} from '../../pattern';
import { ConditionOperator, operatorPair } from '../operator';

function textOperators(
  name: string,
  negatedName: string,
  compareLike: NonNullable<ConditionOperator['compareLike']>,
): ConditionOperator[] {
  return operatorPair(
    name,
    negatedName,
    (value, expected) => compareLike(literalPattern(value), expected),
    { takesVariables: true, compareLike },
  );
}

/** What a wildcard of a policy is where an operator knows none. */
function withoutWildcards(expected: Pattern): Pattern {
  return literalPattern(patternText(expected));
}

/** Text, letter by letter; only the Like forms know wildcards. */
export const STRING_OPERATORS = [
  ...textOperators('StringEquals', 'StringNotEquals', (value, expected) =>
    containment(withoutWildcards(expected), value),
  ),
  ...textOperators(
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    (value, expected) =>
      containment(
        lowerCasePattern(withoutWildcards(expected)),
        lowerCasePattern(value),
      ),
  ),
  ...textOperators('StringLike', 'StringNotLike', (value, expected) =>
    containment(expected, value),
  ),
];
