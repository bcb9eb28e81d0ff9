import { Answer, answerOf } from '../../answer';
import { Pattern, patternText } from '../../pattern';
import { ConditionOperator, operatorPair } from '../operator';

/**
 * The operators of a kind of value that has an order.
 *
 * @param kind - the start of the operators' names
 * @param read - the place of a value in the order; `undefined` for what is none
 */
export function orderedOperators(
  kind: string,
  read: (text: string) => number | undefined,
): ConditionOperator[] {
  const comparing =
    (holds: (value: number, expected: number) => boolean) =>
    (value: string, expected: Pattern): Answer => {
      const left = read(value);
      const right = read(patternText(expected));
      // What AWS does with a value of another kind isn't documented.
      return left === undefined || right === undefined
        ? 'unknown'
        : answerOf(holds(left, right));
    };
  const ordering = (
    name: string,
    holds: (value: number, expected: number) => boolean,
  ): ConditionOperator => ({
    name: kind + name,
    negated: false,
    takesVariables: false,
    compare: comparing(holds),
  });
  return [
    ...operatorPair(
      `${kind}Equals`,
      `${kind}NotEquals`,
      comparing((value, expected) => value === expected),
    ),
    ordering('LessThan', (value, expected) => value < expected),
    ordering('LessThanEquals', (value, expected) => value <= expected),
    ordering('GreaterThan', (value, expected) => value > expected),
    ordering('GreaterThanEquals', (value, expected) => value >= expected),
  ];
}
