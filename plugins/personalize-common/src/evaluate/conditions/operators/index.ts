import { ConditionOperator } from '../operator';
import { ARN_OPERATORS } from './arn';
import { BINARY_OPERATORS } from './binary';
import { BOOL_OPERATORS } from './bool';
import { DATE_OPERATORS } from './date';
import { IP_OPERATORS } from './ip';
import { NUMERIC_OPERATORS } from './numeric';
import { STRING_OPERATORS } from './string';

/** All operators that compare values; Null, which asks for existence, isn't one. */
export const CONDITION_OPERATORS: ReadonlyMap<string, ConditionOperator> =
  new Map(
    [
      ...STRING_OPERATORS,
      ...NUMERIC_OPERATORS,
      ...DATE_OPERATORS,
      ...BOOL_OPERATORS,
      ...BINARY_OPERATORS,
      ...IP_OPERATORS,
      ...ARN_OPERATORS,
    ].map(operator => [operator.name.toLowerCase(), operator]),
  );
