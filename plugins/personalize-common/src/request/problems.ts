import { z } from 'zod/v3';
import { InvalidRequestError, Problem } from '../errors';
import { fieldPath, valueAt } from './path';
import { sizeProblem } from './size';

/** A schema of one field: takes anything, gives a normalised value. */
export type Field<T> = z.ZodType<T, z.ZodTypeDef, unknown>;

/**
 * Reads a request with a schema, unless it is too large to be read.
 *
 * @throws InvalidRequestError with everything that is wrong. The rules are the
 * messages that the schemas of this folder give to each of their issues; zod's
 * own wording never reaches a reader.
 */
export function parseRequest<T>(schema: Field<T>, input: unknown): T {
  const tooLarge = sizeProblem(input);
  if (tooLarge) {
    throw new InvalidRequestError([tooLarge]);
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
