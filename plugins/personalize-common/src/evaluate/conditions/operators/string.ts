import { answerOf } from '../../answer';
import { matchesPattern, patternText } from '../../pattern';
import { operatorPair } from '../operator';

/** Text, letter by letter; only the Like forms know wildcards. */
export const STRING_OPERATORS = [
  ...operatorPair('StringEquals', 'StringNotEquals', (value, expected) =>
    answerOf(value === patternText(expected)),
  ),
  ...operatorPair(
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    (value, expected) =>
      answerOf(value.toLowerCase() === patternText(expected).toLowerCase()),
  ),
  ...operatorPair('StringLike', 'StringNotLike', (value, expected) =>
    answerOf(matchesPattern(expected, value)),
  ),
];
