import { Answer, answerOf } from './answer';
import { matchesArn } from './arnPattern';
import { IP_OPERATORS } from './ipOperators';
import { ConditionOperator, operatorPair } from './operator';
import {
  containment,
  literalPattern,
  lowerCasePattern,
  Pattern,
  patternText,
} from './pattern';

function textOperators(
  name: string,
  negatedName: string,
  compareLike: NonNullable<ConditionOperator['compareLike']>,
): ConditionOperator[] {
  return operatorPair(
    name,
    negatedName,
    (value, expected) => compareLike(literalPattern(value), expected),
    { takesVariables: true, compareLike },
  );
}

/** Reads wildcards as plain characters, for operators without wildcards. */
function withoutWildcards(expected: Pattern): Pattern {
  return literalPattern(patternText(expected));
}

/** Text, character by character. Only the Like operators have wildcards. */
const STRING_OPERATORS = [
  ...textOperators('StringEquals', 'StringNotEquals', (value, expected) =>
    containment(withoutWildcards(expected), value),
  ),
  ...textOperators(
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    (value, expected) =>
      containment(
        lowerCasePattern(withoutWildcards(expected)),
        lowerCasePattern(value),
      ),
  ),
  ...textOperators('StringLike', 'StringNotLike', (value, expected) =>
    containment(expected, value),
  ),
];

/**
 * The operators for values that have an order.
 *
 * @param kind - the start of the operators' names
 * @param read - the position of a value in the order; undefined for other values
 */
function orderedOperators(
  kind: string,
  read: (text: string) => number | undefined,
): ConditionOperator[] {
  const comparing =
    (holds: (value: number, expected: number) => boolean) =>
    (value: string, expected: Pattern): Answer => {
      const left = read(value);
      const right = read(patternText(expected));
      // AWS doesn't document what it does with a value of another kind.
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

const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** Integers and decimals. */
const NUMERIC_OPERATORS = orderedOperators('Numeric', text =>
  NUMBER.test(text) ? Number(text) : undefined,
);

/** A year (`2026`), month, day, or time with its zone. */
const ISO_8601 =
  /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;
const EPOCH_SECONDS = /^\d+$/;

/** Dates as ISO 8601 or in seconds since 1970. */
const DATE_OPERATORS = orderedOperators('Date', text => {
  if (ISO_8601.test(text)) {
    const time = Date.parse(text);
    return Number.isNaN(time) ? undefined : time;
  }
  return EPOCH_SECONDS.test(text) ? Number(text) * 1000 : undefined;
});

/** `true` and `false`; Base64 text, compared byte for byte. */
const UNPAIRED_OPERATORS: ConditionOperator[] = [
  {
    name: 'Bool',
    negated: false,
    takesVariables: false,
    compare: (value, expected) =>
      answerOf(value.toLowerCase() === patternText(expected).toLowerCase()),
  },
  {
    name: 'BinaryEquals',
    negated: false,
    takesVariables: false,
    compare: (value, expected) => answerOf(value === patternText(expected)),
  },
];

function compareArns(value: string, expected: Pattern) {
  return matchesArn(expected, value);
}

/** ARNs, component by component. The Equals and Like operators do the same. */
const ARN_OPERATORS = [
  ...operatorPair('ArnEquals', 'ArnNotEquals', compareArns, {
    takesVariables: true,
  }),
  ...operatorPair('ArnLike', 'ArnNotLike', compareArns, {
    takesVariables: true,
  }),
];

/** All operators that compare values. Null isn't one: it asks whether a key exists. */
const CONDITION_OPERATORS: ReadonlyMap<string, ConditionOperator> = new Map(
  [
    ...STRING_OPERATORS,
    ...NUMERIC_OPERATORS,
    ...DATE_OPERATORS,
    ...UNPAIRED_OPERATORS,
    ...IP_OPERATORS,
    ...ARN_OPERATORS,
  ].map(operator => [operator.name.toLowerCase(), operator]),
);

/** How several values of a key are combined. */
type SetOperator = 'ForAllValues' | 'ForAnyValue';

/** A condition operator as a policy writes it: `ForAnyValue:StringLikeIfExists`. */
export interface OperatorForm {
  set?: SetOperator;
  /** Matches a request without the key. */
  ifExists: boolean;
  operator: ConditionOperator;
}

const FORM = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/i;

/** Reads an operator's name. Undefined for Null and for unknown names. */
export function parseOperator(name: string): OperatorForm | undefined {
  const match = FORM.exec(name);
  if (!match) {
    return undefined;
  }
  const [, set, base, ifExists] = match;
  const operator = CONDITION_OPERATORS.get(base.toLowerCase());
  return (
    operator && {
      set: setOperatorOf(set),
      ifExists: ifExists !== undefined,
      operator,
    }
  );
}

function setOperatorOf(text: string | undefined): SetOperator | undefined {
  switch (text?.toLowerCase()) {
    case 'forallvalues':
      return 'ForAllValues';
    case 'foranyvalue':
      return 'ForAnyValue';
    default:
      return undefined;
  }
}

/** Whether an operator is Null, which asks whether a key exists. */
export function isNullOperator(name: string): boolean {
  return name.toLowerCase() === 'null';
}
