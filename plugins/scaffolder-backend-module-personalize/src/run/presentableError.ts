import { isError } from '@backstage/errors';
import { printableLines } from '@personalize-portal/backstage-plugin-personalize-common';

/**
 * An error for the task's log. The scaffolder prints the stack, which says
 * nothing to the reader of a form, so it is cut to the message. Nothing in it acts
 * on the terminal or page that shows it.
 */
export function presentableError(error: unknown): unknown {
  if (isError(error)) {
    const message = printableLines(error.message);
    // The message of the error that an abort throws can't be set otherwise.
    Object.defineProperty(error, 'message', { value: message });
    error.stack = `${error.name}: ${message}`;
  }
  return error;
}
