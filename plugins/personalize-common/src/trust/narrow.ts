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
 * Whether a statement admits nothing beyond the target. The source ARN alone
 * decides: it contains account and Region. The account alone isn't enough, because
 * it admits its other Regions.
 */
export function admitsOnlyTarget(
  statement: PolicyStatement,
  target: TrustTarget,
): boolean {
  return conditionEntries(statement.Condition).some(entry =>
    tiesToTarget(entry, target),
  );
}

/** Whether a single condition keeps out everything beyond the target. */
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

/** Whether everything a value matches is within the target. Can't be proven for a variable. */
function isWithin(
  value: string,
  reading: ValueReading,
  target: TrustTarget,
): boolean {
  const pattern = reading.parse(value);
  return (
    !hasVariable(value) &&
    // Compared as text, a wildcard before the resource would cross the account.
    (reading.byComponent || namesOneAccount(pattern)) &&
    targetArns(target).some(arn =>
      arnPatternContains(parsePattern(arn), pattern),
    )
  );
}

/**
 * The source account values that match the target. Undefined if none is left. A
 * variable stays: its value isn't known here, and the source ARN keeps everybody
 * else out.
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
 * The source ARN values, limited to the target. Undefined if none is left. A
 * variable stays. So does a pattern if no single pattern covers what it shares with
 * the target: another condition then asks for the target.
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
    // Read as text, the target's own pattern would be too wide.
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
