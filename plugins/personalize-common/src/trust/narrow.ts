import {
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
import { asList, ConditionValue, OneOrMany } from '../policy/document';
import { ValueReading } from './sourceKeys';
import { targetArns, TrustTarget } from './trustStatement';
import { isWithin } from './within';

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
  return narrowed(values, value => {
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
  return narrowed(values, value =>
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
function narrowed(
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
