import { ConflictError, isError } from '@backstage/errors';
import { ForeignPolicyError } from '@personalize-portal/backstage-plugin-personalize-common';

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

/** An error for somebody who may not read what others wrote in policies. */
export function withoutQuotes(error: unknown): unknown {
  return error instanceof ForeignPolicyError
    ? new ConflictError(error.unquoted)
    : error;
}
