import {
  arnPatternContains,
  arnPatternIntersection,
  namesOneAccount,
} from '../evaluate/arnPattern';
import {
  matchesPattern,
  parsePattern,
  Pattern,
  patternContains,
  patternText,
} from '../evaluate/pattern';
import { hasVariable } from '../evaluate/variables';
import {
  asList,
  ConditionValue,
  OneOrMany,
  PolicyStatement,
} from '../policy/document';
import {
  conditionEntries,
  ConditionEntry,
  isKey,
  SOURCE_ARN,
  strictReadingOf,
  ValueReading,
} from './conditions';
import { targetArns, TrustTarget } from './trustStatement';

/**
 * Whether a statement admits only what the target admits, or less. The
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

/** Whether a condition alone keeps out what the target doesn't admit. */
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

/** Whether all that a value stands for is within the target; not provable of a variable. */
function isWithin(
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

/**
 * The values of a source account that are the target's; none left is
 * `undefined`. A variable stays: what it stands for isn't known here, and the
 * source ARN keeps everybody else out.
 */
export function narrowAccounts(
  values: OneOrMany<ConditionValue>,
  reading: ValueReading,
  target: TrustTarget,
): OneOrMany<ConditionValue> | undefined {
  return narrowValues(values, value => {
    if (hasVariable(value)) {
      return [value];
    }
    return matchesPattern(reading.parse(value), target.accountId)
      ? [target.accountId]
      : [];
  });
}

/**
 * The values of a source ARN as far as they are within the target; none left is
 * `undefined`. A variable stays, and so does a pattern whose common part with
 * the target can't be written as one: the target is then asked for beside it.
 */
export function narrowArns(
  values: OneOrMany<ConditionValue>,
  reading: ValueReading,
  target: TrustTarget,
): OneOrMany<ConditionValue> | undefined {
  return narrowValues(values, value =>
    hasVariable(value) || isWithin(value, reading, target)
      ? [value]
      : targetArns(target).flatMap(arn => common(value, arn, reading)),
  );
}

/** What a value and an ARN pattern of the target have in common. */
function common(value: string, arn: string, reading: ValueReading): string[] {
  const pattern = reading.parse(value);
  const wanted = parsePattern(arn);
  if (!reading.byComponent && !namesOneAccount(wanted)) {
    // Read as text, the target's own pattern would be wider than it is.
    return [value];
  }
  if (patternContains(pattern, wanted)) {
    return [arn];
  }
  const shared: Pattern | 'none' | 'inexpressible' = arnPatternIntersection(
    pattern,
    wanted,
  );
  switch (shared) {
    case 'none':
      return [];
    case 'inexpressible':
      return [value];
    default:
      return [patternText(shared)];
  }
}

/** Keeps the form: a list stays a list. */
function narrowValues(
  values: OneOrMany<ConditionValue>,
  narrow: (value: string) => string[],
): OneOrMany<ConditionValue> | undefined {
  const after = [
    ...new Set(asList(values).flatMap(value => narrow(String(value)))),
  ];
  if (after.length === 0) {
    return undefined;
  }
  return Array.isArray(values) || after.length > 1 ? after : after[0];
}
