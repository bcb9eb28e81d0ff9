import { Answer } from './answer';
import { Pattern } from './pattern';

/** A condition operator without its variants (IfExists, ForAllValues, ForAnyValue). */
export interface ConditionOperator {
  /** As AWS writes it, for example `StringNotLike`. */
  name: string;
  /** Matches other values than those listed, and requests without the key. */
  negated: boolean;
  /** Whether AWS resolves variables in the policy's values. */
  takesVariables: boolean;
  /** Compares a value of the request with one of the policy, before negation. */
  compare(value: string, expected: Pattern): Answer;
  /** The same if only a pattern of the value is known. Unknown if undefined. */
  compareLike?(value: Pattern, expected: Pattern): Answer;
  /**
   * Whether a value of the policy can match more than its author intends. If
   * undefined, a value with a wildcard can.
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
