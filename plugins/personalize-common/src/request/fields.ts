import { z } from 'zod/v3';
import { TextRule } from '../aws/textRule';
import { Field, parseRequest } from './parse';
import { RequestScope, scopeOf } from './scope';

/** Required text that matches a rule. */
export function text({ fits, broken }: TextRule) {
  return z
    .string({
      required_error: `it is required: ${fits}`,
      invalid_type_error: `it must be text: ${fits}`,
    })
    .superRefine((value, context) => {
      const flaw = broken(value);
      if (flaw) {
        context.addIssue({ code: 'custom', message: flaw });
      }
    });
}

/**
 * One of a list of words.
 *
 * @param flaw - the message for another value
 */
export function choice<W extends string>(
  words: readonly W[],
  flaw: (value: unknown) => string = () =>
    `it must be one of ${words.join(', ')}`,
) {
  return z.unknown().transform((value, context): W => {
    const word = words.find(candidate => candidate === value);
    if (word === undefined) {
      context.addIssue({ code: 'custom', message: flaw(value) });
      return z.NEVER;
    }
    return word;
  });
}

/** `true` or `false`. The texts "true" and "false" are refused. */
export function flag() {
  return z.boolean({
    invalid_type_error: 'it must be true or false, without quotes',
  });
}

/** A whole number between two bounds, both included. */
export function wholeNumber(
  { min, max }: { min: number; max: number },
  unit: string,
) {
  const message = `it must be a whole number of ${unit} from ${min} to ${max}`;
  return z
    .number({ invalid_type_error: message })
    .int(message)
    .min(min, message)
    .max(max, message);
}

/** A form sends an empty text for an empty field. */
function blankAsAbsent(value: unknown): unknown {
  return value === '' ? undefined : value;
}

/** A single value that may be missing or empty. */
export function optional<T>(field: Field<T>) {
  return z.preprocess(blankAsAbsent, field.optional());
}

/** A single value with a default if it is missing or empty. */
export function withDefault<T>(field: Field<T>, value: T) {
  return z.preprocess(blankAsAbsent, field.default(value));
}

/** An object with these fields and no others. */
export function fieldsOnly<S extends z.ZodRawShape>(shape: S, what: string) {
  const known = `the fields of ${what} are ${Object.keys(shape).join(', ')}`;
  const message = `it must be an object: ${known}`;
  return z
    .object(shape, { required_error: message, invalid_type_error: message })
    .strict(`there is no such field: ${known}`);
}

/**
 * Reads an input with certain fields and no others.
 *
 * @param what - the input's name in messages
 * @param shapeFor - the fields, given what they are compared with
 * @throws InvalidRequestError with everything that is wrong, in field order
 */
export function parseFields<S extends z.ZodRawShape>(
  what: string,
  input: unknown,
  shapeFor: (scope: RequestScope) => S,
) {
  return parseRequest(fieldsOnly(shapeFor(scopeOf(input)), what), input);
}

/** Why an entry contradicts the entries before it. */
export interface Contradiction {
  /** The path of the field in the entry. */
  path: readonly (string | number)[];
  rule: string;
}

/** Collects the entries of a list. */
export interface Union<T> {
  /** Adds an entry, or returns why it contradicts the entries before it. */
  add(next: T): Contradiction | undefined;
  /** All added entries, each once, in the order of first appearance. */
  list(): T[];
}

/**
 * A list that keeps each entry once.
 *
 * @param keyOf - equal for two entries that mean the same
 * @param unite - combines two such entries; keeps the first by default
 */
export function unionBy<T>(
  keyOf: (entry: T) => string,
  unite: (there: T, next: T) => T = there => there,
): Union<T> {
  const entries = new Map<string, T>();
  return {
    add(next) {
      const key = keyOf(next);
      const there = entries.get(key);
      entries.set(key, there === undefined ? next : unite(there, next));
      return undefined;
    },
    list: () => [...entries.values()],
  };
}

/**
 * A list whose entries may name the same thing twice. Each entry is read
 * separately, so one bad entry doesn't hide what is wrong with the others.
 *
 * @param what - what the list holds, for the message
 * @param entry - the schema of one entry, which may look at all of its fields
 * @param union - creates the collection for each list
 * @param minimum - the least number of entries
 */
export function unitedList<T>(
  what: string,
  entry: (raw: unknown) => Field<T>,
  union: () => Union<T>,
  minimum: number = 0,
) {
  const message = `it must be a list of ${what}`;
  return z
    .array(z.unknown(), {
      required_error: message,
      invalid_type_error: message,
    })
    .min(minimum, message)
    .transform((items, context) => {
      const united = union();
      items.forEach((raw, index) => {
        const read = entry(raw).safeParse(raw);
        const conflict = read.success ? united.add(read.data) : undefined;
        const issues = read.success
          ? []
          : read.error.issues.map(issue => ({
              ...issue,
              path: [index, ...issue.path],
            }));
        issues.forEach(issue => context.addIssue(issue));
        if (conflict) {
          context.addIssue({
            code: 'custom',
            path: [index, ...conflict.path],
            message: conflict.rule,
          });
        }
      });
      return united.list();
    });
}
