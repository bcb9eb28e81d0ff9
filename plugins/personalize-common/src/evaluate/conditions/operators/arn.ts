import { matchesArn } from '../../arnPattern';
import { Pattern } from '../../pattern';
import { operatorPair } from '../operator';

function compare(value: string, expected: Pattern) {
  return matchesArn(expected, value);
}

/** ARNs, component by component; the Equals and Like forms do the same. */
export const ARN_OPERATORS = [
  ...operatorPair('ArnEquals', 'ArnNotEquals', compare, {
    takesVariables: true,
  }),
  ...operatorPair('ArnLike', 'ArnNotLike', compare, { takesVariables: true }),
];
