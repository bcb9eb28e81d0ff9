import { arnPatternContains, namesOneAccount } from '../evaluate/arnPattern';
import { parsePattern } from '../evaluate/pattern';
import { hasVariable } from '../evaluate/variables';
import { asList, PolicyStatement } from '../policy/document';
import { ConditionEntry, conditionEntries } from './conditionEntries';
import { isKey, SOURCE_ARN, strictReadingOf, ValueReading } from './sourceKeys';
import { targetArns, TrustTarget } from './trustStatement';

/**
 * Tells whether a statement admits only what the target admits, or less. The
 * source ARN decides alone: account and Region are in it. The account doesn't:
 * it lets its other Regions in.
 */
export function admitsOnlyTarget(
  statement: PolicyStatement,
  target: TrustTarget,
): boolean {
  return conditionEntries(statement.Condition).some(entry =>
    tiesToTarget(entry, target),
  );
}

/** Tells whether a condition alone keeps out what the target doesn't admit. */
export function tiesToTarget(
  { operator, key, values }: ConditionEntry,
  target: TrustTarget,
): boolean {
  const reading = strictReadingOf(operator);
  return (
    reading !== undefined &&
    isKey(key, SOURCE_ARN) &&
    asList(values).every(value => isWithin(String(value), reading, target))
  );
}

/** Tells whether all that a value stands for is within the target; not provable of a variable. */
export function isWithin(
  value: string,
  reading: ValueReading,
  target: TrustTarget,
): boolean {
  const pattern = reading.parse(value);
  return (
    !hasVariable(value) &&
    // As text, a wildcard before the resource would reach over the account.
    (reading.byComponent || namesOneAccount(pattern)) &&
    targetArns(target).some(arn =>
      arnPatternContains(parsePattern(arn), pattern),
    )
  );
}
