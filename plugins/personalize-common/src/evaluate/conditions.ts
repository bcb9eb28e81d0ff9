import {
  asList,
  ConditionBlock,
  ConditionValue,
  OneOrMany,
} from '../policy/document';
import {
  commonAnswer,
  allOf,
  Answer,
  answerOf,
  anyOf,
  opposite,
} from './answer';
import { contextValue, RequestContext, RequestValue } from './context';
import { ConditionOperator } from './operator';
import { isNullOperator, OperatorForm, parseOperator } from './operators';
import { isLiteral, parsePattern, Pattern } from './pattern';
import { hasVariable, ResolvedText, resolveVariables } from './variables';

/** The result for one key under one operator. */
export interface ConditionAnswer {
  operator: string;
  key: string;
  answer: Answer;
}

/** The result for each condition of a statement. All conditions must be met. */
export function matchConditions(
  block: ConditionBlock | undefined,
  context: RequestContext,
  version: string | undefined,
): ConditionAnswer[] {
  return Object.entries(block ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      operator,
      key,
      answer: matchCondition(operator, key, values, context, version),
    })),
  );
}

function matchCondition(
  operatorName: string,
  key: string,
  values: OneOrMany<ConditionValue>,
  context: RequestContext,
  version: string | undefined,
): Answer {
  const question = questionOf(operatorName, key, values, context, version);
  const value = contextValue(context, key);
  if (!question || value.state === 'unknown') {
    return 'unknown';
  }
  switch (value.state) {
    case 'absent':
      return question([]);
    case 'oneOf':
      return commonAnswer(value.lists.map(question));
    default:
      return question(value.values);
  }
}

/** Answers for the values of a request. The list is empty if the request lacks the key. */
type Question = (values: readonly RequestValue[]) => Answer;

function questionOf(
  operatorName: string,
  key: string,
  policyValues: OneOrMany<ConditionValue>,
  context: RequestContext,
  version: string | undefined,
): Question | undefined {
  const texts = asList(policyValues).map(String);
  if (isNullOperator(operatorName)) {
    return values =>
      answerOf(
        texts.some(text => text.toLowerCase() === String(values.length === 0)),
      );
  }
  const form = parseOperator(operatorName);
  if (!form) {
    return undefined;
  }
  // AWS doesn't resolve variables in numbers, dates, booleans or addresses.
  if (!form.operator.takesVariables && texts.some(hasVariable)) {
    return undefined;
  }
  const expected = texts.map(text => resolveVariables(text, context, version));
  const matchesOne = (value: RequestValue): Answer => {
    const found = anyOf(
      expected.map(text => compareWith(value, text, form.operator)),
    );
    return form.operator.negated ? opposite(found) : found;
  };
  return values =>
    values.length === 0
      ? matchAbsentKey(form)
      : together(form, isMultivalued(key), values.map(matchesOne));
}

function compareWith(
  value: RequestValue,
  { pattern, certain }: ResolvedText,
  operator: ConditionOperator,
): Answer {
  switch (certain) {
    case 'yes':
      return typeof value === 'string'
        ? operator.compare(value, pattern)
        : compareLike(value, pattern, operator);
    case 'empty':
      // AWS documents that nothing equals a variable without a value, and also that
      // such a variable makes the statement invalid. For a negation the two differ.
      return operator.negated ? 'unknown' : 'no';
    default:
      return 'unknown';
  }
}

function compareLike(
  { like, isForeign }: Exclude<RequestValue, string>,
  expected: Pattern,
  {
    compareLike: compare,
    isWide = pattern => !isLiteral(pattern),
  }: ConditionOperator,
): Answer {
  if (isForeign && !isWide(expected)) {
    return 'no';
  }
  return compare?.(parsePattern(like), expected) ?? 'unknown';
}

function matchAbsentKey({ set, ifExists, operator }: OperatorForm): Answer {
  switch (set) {
    case 'ForAllValues':
      return 'yes';
    case 'ForAnyValue':
      // AWS documents a no for a set operator and a yes for IfExists, but not which
      // one wins. A no has been observed.
      return ifExists ? 'unknown' : 'no';
    default:
      return answerOf(ifExists || operator.negated);
  }
}

function together(
  { set }: OperatorForm,
  needsSet: boolean,
  answers: readonly Answer[],
): Answer {
  switch (set) {
    case 'ForAllValues':
      return allOf(answers);
    case 'ForAnyValue':
      return anyOf(answers);
    default:
      // Several values need a set operator. AWS documents no result without one.
      return needsSet ? 'unknown' : commonAnswer(answers);
  }
}

/**
 * Condition keys that may have several values. They need ForAllValues or
 * ForAnyValue even if they have one value. In lower case.
 * Source: IAM User Guide, "AWS global condition context keys"; the condition keys
 * of Amazon S3, AWS KMS and AWS STS in the Service Authorization Reference.
 */
const MULTIVALUED_KEYS: ReadonlySet<string> = new Set([
  'aws:calledvia',
  'aws:principalorgpaths',
  'aws:principalservicenameslist',
  'aws:resourceorgpaths',
  'aws:sourceorgpaths',
  'aws:tagkeys',
  'kms:encryptioncontextkeys',
  'kms:grantoperations',
  'kms:resourcealiases',
  's3:requestobjecttagkeys',
  'sts:transitivetagkeys',
]);

/** Whether a condition key may have several values. Keys compare without case. */
function isMultivalued(key: string): boolean {
  return MULTIVALUED_KEYS.has(key.toLowerCase());
}
