import { answerOf } from '../../answer';
import { matchesPattern, Pattern, patternText } from '../../pattern';
import { ConditionOperator, operatorPair } from '../operator';

function textOperators(
  name: string,
  negatedName: string,
  equal: (value: string, expected: Pattern) => boolean,
): ConditionOperator[] {
  return operatorPair(
    name,
    negatedName,
    (value, expected) => answerOf(equal(value, expected)),
    { takesVariables: true },
  );
}

/** Text, letter by letter; only the Like forms know wildcards. */
export const STRING_OPERATORS = [
  ...textOperators(
    'StringEquals',
    'StringNotEquals',
    (value, expected) => value === patternText(expected),
  ),
  ...textOperators(
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    (value, expected) =>
      value.toLowerCase() === patternText(expected).toLowerCase(),
  ),
  ...textOperators('StringLike', 'StringNotLike', (value, expected) =>
    matchesPattern(expected, value),
  ),
];
