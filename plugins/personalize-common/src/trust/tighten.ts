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
 * Brings a statement that names Personalize alone within the target: its own
 * conditions stay, those on the source keys become strict and lose what is
 * outside the target, and those that are missing are added.
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

/**
 * Whether the conditions of a statement on the source keys leave anything
 * of the target in.
 */
export function reachesTarget(
  statement: PolicyStatement,
  target: TrustTarget,
): boolean {
  return conditionEntries(statement.Condition).every(
    entry => narrowEntry(entry, target).length > 0,
  );
}

/** Takes what is outside the target off a condition on a source key. */
function narrowEntry(
  entry: ConditionEntry,
  target: TrustTarget,
): ConditionEntry[] {
  const isAccount = isKey(entry.key, SOURCE_ACCOUNT);
  if (!isAccount && !isKey(entry.key, SOURCE_ARN)) {
    return [entry];
  }
  if (isNullOperator(entry.operator)) {
    // Null true asks for a request without the key: the opposite of what is added.
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

/** Replaces the IfExists and ForAllValues forms on the source keys. */
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
    // Where all strict names are taken, they ask for the key already.
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

/** Operators that do the same as another. */
const SAME_AS: ReadonlyMap<string, string[]> = new Map([
  ['ArnLike', ['ArnEquals']],
  ['ArnEquals', ['ArnLike']],
  ['ArnNotLike', ['ArnNotEquals']],
  ['ArnNotEquals', ['ArnNotLike']],
]);

/** The names under which an operator asks the same of a single value, strictly. */
function strictNames({ operator, set }: OperatorForm): string[] {
  const names = [operator.name, ...(SAME_AS.get(operator.name) ?? [])];
  const ofAny = names.map(name => `ForAnyValue:${name}`);
  return set === 'ForAnyValue' ? [...ofAny, ...names] : [...names, ...ofAny];
}

/** The names under which the target's ARNs can be asked for. */
const ARN_OPERATORS = [
  'ArnLike',
  'ArnEquals',
  'ForAnyValue:ArnLike',
  'ForAnyValue:ArnEquals',
];

/** Adds the conditions on the source keys that the statement hasn't. */
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
