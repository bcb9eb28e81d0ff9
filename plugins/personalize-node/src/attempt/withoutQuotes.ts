import { ConflictError } from '@backstage/errors';
import { ForeignPolicyError } from '@personalize-portal/backstage-plugin-personalize-common';

/** An error for somebody who may not read what others wrote in policies. */
export function withoutQuotes(error: unknown): unknown {
  return error instanceof ForeignPolicyError
    ? new ConflictError(error.unquoted)
    : error;
}
