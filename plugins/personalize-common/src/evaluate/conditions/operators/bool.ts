import { answerOf } from '../../answer';
import { patternText } from '../../pattern';
import { ConditionOperator } from '../operator';

/** `true` and `false`. */
export const BOOL_OPERATORS: ConditionOperator[] = [
  {
    name: 'Bool',
    negated: false,
    takesVariables: false,
    compare: (value, expected) =>
      answerOf(value.toLowerCase() === patternText(expected).toLowerCase()),
  },
];
