import { answerOf } from '../../answer';
import { patternText } from '../../pattern';
import { ConditionOperator } from '../operator';

/** Base64 text, compared byte for byte. */
export const BINARY_OPERATORS: ConditionOperator[] = [
  {
    name: 'BinaryEquals',
    negated: false,
    takesVariables: false,
    compare: (value, expected) => answerOf(value === patternText(expected)),
  },
];
