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

/** The inverse: groups keys under the first entry of their operator, ignoring case. */
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

/** Whether an operator already has a condition on a key, ignoring case. */
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

/** The keys for the account and resource for which a service acts, as AWS writes them. */
export const SOURCE_ACCOUNT = 'aws:SourceAccount';
export const SOURCE_ARN = 'aws:SourceArn';

/** Condition keys compare without case. */
export function isKey(key: string, name: string): boolean {
  return key.toLowerCase() === name.toLowerCase();
}

/** How an operator reads the values of a policy. */
export interface ValueReading {
  parse(text: string): Pattern;
  /** Its wildcards don't cross the colons of an ARN. */
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
 * How an operator reads the values that a key must have. Undefined if the operator
 * allows other values, or compares in another way.
 */
export function readingOf(form: OperatorForm): ValueReading | undefined {
  return READINGS.get(form.operator.name);
}

/** Whether an operator allows a request without the key only through IfExists. */
export function isStrict(form: OperatorForm): boolean {
  return !form.ifExists && form.set !== 'ForAllValues';
}

/** How a strict operator reads the values that it requires. Undefined for any other operator. */
export function strictReadingOf(operator: string): ValueReading | undefined {
  const form = parseOperator(operator);
  return form && isStrict(form) ? readingOf(form) : undefined;
}

/** Whether an operator requires a key to equal one of its values exactly, wildcards included. */
export function isStrictlyExact(operator: string): boolean {
  return strictReadingOf(operator) === EXACT;
}
