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

/** Tells whether a condition stands on a key under an operator already; case doesn't count. */
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
