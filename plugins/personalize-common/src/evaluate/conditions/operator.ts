import { Answer } from '../answer';
import { Pattern } from '../pattern';

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
}

type Comparison = ConditionOperator['compare'];

/** An operator and its negation. */
export function operatorPair(
  name: string,
  negatedName: string,
  compare: Comparison,
  { takesVariables = false }: { takesVariables?: boolean } = {},
): ConditionOperator[] {
  return [
    { name, negated: false, takesVariables, compare },
    { name: negatedName, negated: true, takesVariables, compare },
  ];
}
