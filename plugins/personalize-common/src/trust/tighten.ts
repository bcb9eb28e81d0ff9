import {
  isNullOperator,
  OperatorForm,
  parseOperator,
} from '../evaluate/operators';
import { asList, PolicyStatement } from '../policy/document';
import {
  conditionBlock,
  conditionEntries,
  ConditionEntry,
  isKey,
  isStrict,
  isTaken,
  readingOf,
  SOURCE_ACCOUNT,
  SOURCE_ARN,
  strictReadingOf,
} from './conditions';
import { narrowAccounts, narrowArns, tiesToTarget } from './narrow';
import { targetArns, TrustTarget } from './trustStatement';

/**
 * Limits a statement that names only Personalize to the target. Its own conditions
 * stay. Those on the source keys become strict and lose values outside the target.
 * Missing ones are added.
 */
export function tighten(
  statement: PolicyStatement,
  target: TrustTarget,
): PolicyStatement {
  const before = conditionEntries(statement.Condition);
  const narrowed = before.flatMap(entry => narrowEntry(entry, target));
  const strict = makeStrict(narrowed);
  const spelling = (key: string) =>
    before.find(entry => isKey(entry.key, key))?.key ?? key;
  return {
    ...statement,
    Condition: conditionBlock(
      addMissing(strict, target, {
        account: spelling(SOURCE_ACCOUNT),
        arn: spelling(SOURCE_ARN),
      }),
    ),
  };
}

/** Whether the conditions on the source keys leave any part of the target. */
export function reachesTarget(
  statement: PolicyStatement,
  target: TrustTarget,
): boolean {
  return conditionEntries(statement.Condition).every(
    entry => narrowEntry(entry, target).length > 0,
  );
}

/** Removes values outside the target from a condition on a source key. */
function narrowEntry(
  entry: ConditionEntry,
  target: TrustTarget,
): ConditionEntry[] {
  const isAccount = isKey(entry.key, SOURCE_ACCOUNT);
  if (!isAccount && !isKey(entry.key, SOURCE_ARN)) {
    return [entry];
  }
  if (isNullOperator(entry.operator)) {
    // Null true asks for a request without the key, which the added condition requires.
    return asList(entry.values).some(value => String(value) === 'true')
      ? []
      : [entry];
  }
  const form = parseOperator(entry.operator);
  const reading = form && readingOf(form);
  if (!reading) {
    return [entry];
  }
  const values = isAccount
    ? narrowAccounts(entry.values, reading, target)
    : narrowArns(entry.values, reading, target);
  return values === undefined ? [] : [{ ...entry, values }];
}

/** Replaces IfExists and ForAllValues operators on the source keys. */
function makeStrict(entries: readonly ConditionEntry[]): ConditionEntry[] {
  const result: ConditionEntry[] = [];
  const later = [...entries];
  for (const entry of entries) {
    later.shift();
    const form = isLoose(entry) ? parseOperator(entry.operator) : undefined;
    if (!form) {
      result.push(entry);
      continue;
    }
    const others = [...result, ...later];
    const isDouble = others.some(
      other =>
        isKey(other.key, entry.key) &&
        isKey(other.operator, form.operator.name) &&
        JSON.stringify(asList(other.values)) ===
          JSON.stringify(asList(entry.values)),
    );
    if (isDouble) {
      continue;
    }
    const operator = strictNames(form).find(
      name => !isTaken(others, name, entry.key),
    );
    // If all strict names are in use, they already ask for the key.
    result.push({ ...entry, operator: operator ?? entry.operator });
  }
  return result;
}

function isLoose({ operator, key }: ConditionEntry): boolean {
  const form = parseOperator(operator);
  return (
    (isKey(key, SOURCE_ACCOUNT) || isKey(key, SOURCE_ARN)) &&
    form !== undefined &&
    !isStrict(form)
  );
}

/** Operators with the same effect as another. */
const SAME_AS: ReadonlyMap<string, string[]> = new Map([
  ['ArnLike', ['ArnEquals']],
  ['ArnEquals', ['ArnLike']],
  ['ArnNotLike', ['ArnNotEquals']],
  ['ArnNotEquals', ['ArnNotLike']],
]);

/** The operator names that make the same strict check of a single value. */
function strictNames({ operator, set }: OperatorForm): string[] {
  const names = [operator.name, ...(SAME_AS.get(operator.name) ?? [])];
  const ofAny = names.map(name => `ForAnyValue:${name}`);
  return set === 'ForAnyValue' ? [...ofAny, ...names] : [...names, ...ofAny];
}

/** The operator names for a condition on the target's ARNs. */
const ARN_OPERATORS = [
  'ArnLike',
  'ArnEquals',
  'ForAnyValue:ArnLike',
  'ForAnyValue:ArnEquals',
];

/** Adds missing conditions on the source keys. */
function addMissing(
  entries: readonly ConditionEntry[],
  target: TrustTarget,
  keys: { account: string; arn: string },
): ConditionEntry[] {
  const added: ConditionEntry[] = [];
  const asksForAccount = entries.some(
    ({ operator, key }) =>
      isKey(key, SOURCE_ACCOUNT) && strictReadingOf(operator) !== undefined,
  );
  if (!asksForAccount) {
    added.push({
      operator: 'StringEquals',
      key: keys.account,
      values: target.accountId,
    });
  }
  if (!entries.some(entry => tiesToTarget(entry, target))) {
    const arns = targetArns(target);
    const free = ARN_OPERATORS.find(name => !isTaken(entries, name, keys.arn));
    added.push({
      operator: free ?? ARN_OPERATORS[0],
      key: keys.arn,
      values: arns.length === 1 ? arns[0] : arns,
    });
  }
  return [...entries, ...added];
}
