import { Answer } from './answer';
import { Pattern } from './pattern';

/** A condition operator without its forms (IfExists, ForAllValues, ForAnyValue). */
export interface ConditionOperator {
  /** As AWS writes it, for example `StringNotLike`. */
  name: string;
  /** Matches what isn't among the values, and a request without the key. */
  negated: boolean;
  /** Whether AWS puts variables into the values of the policy. */
  takesVariables: boolean;
  /** Compares a value of the request with one of the policy, before the negation. */
  compare(value: string, expected: Pattern): Answer;
  /** The same for a value of which only a pattern is known; without it, unknown. */
  compareLike?(value: Pattern, expected: Pattern): Answer;
  /**
   * Whether a value of the policy can stand for more than its author has in mind;
   * without it, one with a wildcard can.
   */
  isWide?(expected: Pattern): boolean;
}

type Comparison = ConditionOperator['compare'];

/** An operator and its negation. */
export function operatorPair(
  name: string,
  negatedName: string,
  compare: Comparison,
  {
    takesVariables = false,
    ...more
  }: Partial<
    Pick<ConditionOperator, 'takesVariables' | 'compareLike' | 'isWide'>
  > = {},
): ConditionOperator[] {
  const both = { takesVariables, compare, ...more };
  return [
    { name, negated: false, ...both },
    { name: negatedName, negated: true, ...both },
  ];
}
