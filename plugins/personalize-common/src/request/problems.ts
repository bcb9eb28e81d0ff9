import { z } from 'zod/v3';
import { InvalidRequestError, Problem } from '../errors';

type Path = readonly (string | number)[];

/** A schema of one field: takes anything, gives a normalised value. */
export type Field<T> = z.ZodType<T, z.ZodTypeDef, unknown>;

/**
 * Reads a request with a schema.
 *
 * @throws InvalidRequestError with everything that is wrong. The rules are the
 * messages that the schemas of this folder give to each of their issues; zod's
 * own wording never reaches a reader.
 */
export function parseRequest<T>(schema: Field<T>, input: unknown): T {
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

/** The path of a field as one writes it in code: `s3[1].prefix`, `tags["a b"]`. */
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

/** What the reader wrote at a path; `undefined` where nothing is. */
export function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null
        ? Object.getOwnPropertyDescriptor(value, step)?.value
        : undefined,
    input,
  );
}
