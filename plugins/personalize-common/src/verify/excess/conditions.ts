import { arnPatternContains, namesOneAccount } from '../../evaluate/arnPattern';
import {
  isNullOperator,
  OperatorForm,
  parseOperator,
} from '../../evaluate/operators';
import { patternContains } from '../../evaluate/pattern';
import { hasVariable } from '../../evaluate/variables';
import { asList, ConditionBlock } from '../../policy/document';
import {
  conditionEntries,
  ConditionEntry,
  isKey,
  readingOf,
  ValueReading,
} from '../../trust/conditions';

/**
 * Whether conditions are at least as strict as others: each of the others has a
 * condition here that asks for as much. A no may be wrong.
 */
export function areAsStrict(
  conditions: ConditionBlock | undefined,
  others: ConditionBlock | undefined,
): boolean {
  const entries = conditionEntries(conditions);
  return conditionEntries(others).every(other =>
    entries.some(entry => isAsStrict(entry, other)),
  );
}

function isAsStrict(entry: ConditionEntry, other: ConditionEntry): boolean {
  if (!isKey(entry.key, other.key)) {
    return false;
  }
  const form = parseOperator(entry.operator);
  const otherForm = parseOperator(other.operator);
  if (!form || !otherForm) {
    return (
      isNullOperator(entry.operator) &&
      isNullOperator(other.operator) &&
      sameTexts(entry, other)
    );
  }
  return (
    asksForTheKeyAsMuch(form, otherForm) &&
    form.operator.negated === otherForm.operator.negated &&
    (form.operator.negated
      ? asList(other.values).every(value =>
          asList(entry.values).some(own =>
            isAmong(String(value), otherForm, String(own), form),
          ),
        )
      : asList(entry.values).every(own =>
          asList(other.values).some(value =>
            isAmong(String(own), form, String(value), otherForm),
          ),
        ))
  );
}

/**
 * Whether one form allows requests without the key, or with several values, only if
 * the other does.
 */
function asksForTheKeyAsMuch(form: OperatorForm, other: OperatorForm): boolean {
  const isSameSet =
    form.set === other.set ||
    // ForAllValues is also met if there is a single value and it fits.
    (form.set === undefined && other.set === 'ForAllValues');
  return isSameSet && (!form.ifExists || other.ifExists);
}

function sameTexts(entry: ConditionEntry, other: ConditionEntry): boolean {
  const textsOf = ({ values }: ConditionEntry) =>
    asList(values)
      .map(value => String(value).toLowerCase())
      .sort()
      .join();
  return textsOf(entry) === textsOf(other);
}

/** Whether one operator's value covers no more than another operator's value. */
function isAmong(
  narrow: string,
  form: OperatorForm,
  wide: string,
  otherForm: OperatorForm,
): boolean {
  if (form.operator.name === otherForm.operator.name && narrow === wide) {
    return true;
  }
  if (hasVariable(narrow) || hasVariable(wide)) {
    return false;
  }
  const reading = positiveReadingOf(form);
  const otherReading = positiveReadingOf(otherForm);
  return reading && otherReading
    ? isWithinValue(narrow, reading, wide, otherReading)
    : form.operator.name === otherForm.operator.name &&
        narrow.toLowerCase() === wide.toLowerCase() &&
        form.operator.name.startsWith('Bool');
}

/** How an operator reads a value. A negation reads it as its positive operator does. */
function positiveReadingOf(form: OperatorForm): ValueReading | undefined {
  const name = form.operator.name.replace('Not', '');
  const positive = parseOperator(name);
  return positive && readingOf(positive);
}

function isWithinValue(
  narrow: string,
  reading: ValueReading,
  wide: string,
  otherReading: ValueReading,
): boolean {
  const inner = reading.parse(narrow);
  const outer = otherReading.parse(wide);
  if (!otherReading.byComponent) {
    return patternContains(outer, inner);
  }
  // Compared as text, a wildcard before the resource would cross the account.
  return (
    (reading.byComponent || namesOneAccount(inner)) &&
    arnPatternContains(outer, inner)
  );
}
