import { OperatorForm, parseOperator } from '../evaluate/operators';
import { literalPattern, parsePattern, Pattern } from '../evaluate/pattern';
import { ConditionBlock, ConditionValue, OneOrMany } from '../policy/document';

/** One key under one operator. */
export interface ConditionEntry {
  operator: string;
  key: string;
  values: OneOrMany<ConditionValue>;
}

/** The conditions of a statement, in order. */
export function conditionEntries(
  block: ConditionBlock | undefined,
): ConditionEntry[] {
  return Object.entries(block ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
  );
}

/** The inverse: keys are gathered under the first mention of their operator, whose case doesn't count. */
export function conditionBlock(
  entries: readonly ConditionEntry[],
): ConditionBlock {
  const block: ConditionBlock = {};
  for (const { operator, key, values } of entries) {
    const name =
      Object.keys(block).find(
        other => other.toLowerCase() === operator.toLowerCase(),
      ) ?? operator;
    block[name] = { ...block[name], [key]: values };
  }
  return block;
}

/** Whether a condition stands on a key under an operator already; case doesn't count. */
export function isTaken(
  entries: readonly ConditionEntry[],
  operator: string,
  key: string,
): boolean {
  return entries.some(
    entry =>
      entry.operator.toLowerCase() === operator.toLowerCase() &&
      entry.key.toLowerCase() === key.toLowerCase(),
  );
}

/** The keys that tell on whose behalf a service calls, as AWS writes them. */
export const SOURCE_ACCOUNT = 'aws:SourceAccount';
export const SOURCE_ARN = 'aws:SourceArn';

/** Condition keys compare without case. */
export function isKey(key: string, name: string): boolean {
  return key.toLowerCase() === name.toLowerCase();
}

/** How an operator reads the values of a policy. */
export interface ValueReading {
  parse(text: string): Pattern;
  /** Its wildcards end at the colons of an ARN. */
  byComponent: boolean;
}

const ARN: ValueReading = { parse: parsePattern, byComponent: true };
const LIKE: ValueReading = { parse: parsePattern, byComponent: false };
const EXACT: ValueReading = { parse: literalPattern, byComponent: false };

const READINGS: ReadonlyMap<string, ValueReading> = new Map([
  ['ArnLike', ARN],
  ['ArnEquals', ARN],
  ['StringLike', LIKE],
  ['StringEquals', EXACT],
]);

/**
 * How an operator reads the values that a key must have; `undefined` for one
 * that lets in what isn't among the values, or compares otherwise.
 */
export function readingOf(form: OperatorForm): ValueReading | undefined {
  return READINGS.get(form.operator.name);
}

/** Whether an operator lets in a request without the key only where it says so itself. */
export function isStrict(form: OperatorForm): boolean {
  return !form.ifExists && form.set !== 'ForAllValues';
}

/** How a strict operator reads the values that it wants of a key; `undefined` for any other. */
export function strictReadingOf(operator: string): ValueReading | undefined {
  const form = parseOperator(operator);
  return form && isStrict(form) ? readingOf(form) : undefined;
}

/** Whether an operator wants a key to be one of its values, letter by letter, wildcards too. */
export function isStrictlyExact(operator: string): boolean {
  return strictReadingOf(operator) === EXACT;
}
