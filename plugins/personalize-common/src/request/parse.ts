import { z } from 'zod/v3';
import { InvalidRequestError, Problem } from '../errors';

/** A schema of one field: accepts anything, returns a normalised value. */
export type Field<T> = z.ZodType<T, z.ZodTypeDef, unknown>;

/**
 * Reads a request with a schema, unless it is too large.
 *
 * @throws InvalidRequestError with everything that is wrong. The rules are the
 * messages that the schemas of this folder give to each of their issues; zod's own
 * wording never reaches a reader.
 */
export function parseRequest<T>(schema: Field<T>, input: unknown): T {
  const problem = sizeProblem(input);
  if (problem) {
    throw new InvalidRequestError([problem]);
  }
  const result = schema.safeParse(input);
  if (!result.success) {
    throw new InvalidRequestError(
      result.error.issues.flatMap(issue => problemsOf(issue, input)),
    );
  }
  return result.data;
}

function problemsOf(issue: z.ZodIssue, input: unknown): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => {
      const path = [...issue.path, key];
      return {
        field: fieldPath(path),
        value: valueAt(input, path),
        rule: issue.message,
      };
    });
  }
  return [
    {
      field: fieldPath(issue.path),
      value:
        issue.code === 'custom' && issue.params && 'value' in issue.params
          ? issue.params.value
          : valueAt(input, issue.path),
      rule: issue.message,
    },
  ];
}

/** The path to a value in an input: field names and list positions. */
type Path = readonly (string | number)[];

/** The path of a field in code notation: `s3[1].prefix`, `tags["a b"]`. */
export function fieldPath(path: Path): string {
  if (path.length === 0) {
    return 'input';
  }
  return path
    .map((step, index) => {
      if (typeof step === 'number') {
        return `[${step}]`;
      }
      if (/^[A-Za-z_][\w-]*$/.test(step)) {
        return index === 0 ? step : `.${step}`;
      }
      return `[${JSON.stringify(step)}]`;
    })
    .join('');
}

/** The value that the person wrote at a path. Undefined if there is none. */
export function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null
        ? Object.getOwnPropertyDescriptor(value, step)?.value
        : undefined,
    input,
  );
}

/**
 * Size limits of a request. AWS's policy limits allow less than this, and inputs of
 * this size can be read and compared at once.
 */
export const REQUEST_LIMITS = {
  /** Entries of one list, or fields of one object. */
  entries: 100,
  /** Characters of one text or field name. No ARN is longer. */
  characters: 2_048,
  /** Texts, numbers, flags, lists and objects in total. */
  values: 5_000,
  /** Nesting of lists and objects. */
  depth: 10,
} as const;

/** Why an input is too large. Visits each value once and stops at the first that is too large. */
export function sizeProblem(input: unknown): Problem | undefined {
  const waiting: { path: Path; value: unknown }[] = [
    { path: [], value: input },
  ];
  let values = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { path, value } = next;
    values += 1;
    const problem =
      values > REQUEST_LIMITS.values
        ? tooLarge([], 'values', undefined)
        : sizeFlaw(path, value);
    if (problem) {
      return problem;
    }
    waiting.push(...within(value, path).reverse());
  }
  return undefined;
}

function sizeFlaw(path: Path, value: unknown): Problem | undefined {
  if (typeof value === 'string' && value.length > REQUEST_LIMITS.characters) {
    return tooLarge(path, 'characters', value.length);
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const names = Array.isArray(value) ? [] : Object.keys(value);
  const entries = Array.isArray(value) ? value.length : names.length;
  if (entries > REQUEST_LIMITS.entries) {
    return tooLarge(path, 'entries', entries);
  }
  const longest = Math.max(0, ...names.map(({ length }) => length));
  if (longest > REQUEST_LIMITS.characters) {
    return tooLarge(path, 'characters', longest);
  }
  return path.length >= REQUEST_LIMITS.depth
    ? tooLarge(path, 'depth', undefined)
    : undefined;
}

function within(value: unknown, path: Path): { path: Path; value: unknown }[] {
  if (Array.isArray(value)) {
    return value.map((item, index) => ({
      path: [...path, index],
      value: item,
    }));
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).map(([key, item]) => ({
        path: [...path, key],
        value: item,
      }))
    : [];
}

const RULES: Record<keyof typeof REQUEST_LIMITS, string> = {
  entries: 'a list or an object has at most # entries',
  characters: 'a text and the name of a field have at most # characters',
  values: 'a request has at most # values in all',
  depth: 'lists and objects are nested at most # deep',
};

/** Describes the value by its size, because it is too large to show. */
function tooLarge(
  path: Path,
  limit: keyof typeof REQUEST_LIMITS,
  given: number | undefined,
): Problem {
  const most = REQUEST_LIMITS[limit].toLocaleString('en');
  return {
    field: fieldPath(path),
    value:
      given === undefined ? 'more' : `${given.toLocaleString('en')} ${limit}`,
    rule: RULES[limit].replace('#', most),
  };
}
