import { isError } from '@backstage/errors';

/**
 * An error for the task's log. The scaffolder prints the stack, which says
 * nothing to the reader of a form, so it is cut to the message.
 */
export function presentableError(error: unknown): unknown {
  if (isError(error)) {
    error.stack = `${error.name}: ${error.message}`;
  }
  return error;
}
