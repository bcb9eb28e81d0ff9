import { z } from 'zod/v3';
import { TextRule } from '../aws/textRule';
import { Field } from './problems';

/** Required text that follows a rule. */
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
 * @param flaw - what is wrong with another value
 */
export function oneOf<W extends string>(
  words: readonly W[],
  flaw: (value: unknown) => string = () => `it is one of ${words.join(', ')}`,
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

/** `true` or `false`; the texts "true" and "false" are not meant. */
export function flag() {
  return z.boolean({
    invalid_type_error: 'it is true or false, without quotes',
  });
}

/** A whole number within bounds, both included. */
export function wholeNumber(
  { min, max }: { min: number; max: number },
  unit: string,
) {
  const message = `it is a whole number of ${unit} from ${min} to ${max}`;
  return z
    .number({ invalid_type_error: message })
    .int(message)
    .min(min, message)
    .max(max, message);
}

/** A form sends an empty text for a field that was left empty. */
function blankAsAbsent(value: unknown): unknown {
  return value === '' ? undefined : value;
}

/** A single value that may be left out or empty. */
export function optional<T>(field: Field<T>) {
  return z.preprocess(blankAsAbsent, field.optional());
}

/** A single value that stands for another when it is left out or empty. */
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

/** Why an entry doesn't go with the ones before it. */
interface Conflict {
  /** The path of the field in the entry. */
  path: readonly (string | number)[];
  rule: string;
}

/**
 * A list whose entries may name the same thing twice. Each entry is read by
 * itself, so that one bad entry doesn't hide what is wrong with the others.
 *
 * @param what - what the list holds, for the message
 * @param entry - the schema for one entry, which may look at all of its fields
 * @param add - the list so far with the next entry: united with the one that it
 * repeats, or appended
 * @param minimum - how many entries there must be
 */
export function unitedList<T>(
  what: string,
  entry: (raw: unknown) => Field<T>,
  add: (list: readonly T[], next: T) => T[] | Conflict,
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
      let list: T[] = [];
      items.forEach((raw, index) => {
        const read = entry(raw).safeParse(raw);
        if (!read.success) {
          read.error.issues.forEach(issue =>
            context.addIssue({ ...issue, path: [index, ...issue.path] }),
          );
          return;
        }
        const added = add(list, read.data);
        if (Array.isArray(added)) {
          list = added;
        } else {
          context.addIssue({
            code: 'custom',
            path: [index, ...added.path],
            message: added.rule,
          });
        }
      });
      return list;
    });
}
