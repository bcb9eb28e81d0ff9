import {
  AuditorService,
  AuditorServiceCreateEventOptions,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { withoutQuotes } from '@personalize-portal/backstage-plugin-personalize-common';

/**
 * Does something of which the auditor is told, whether it succeeds or fails.
 *
 * @param resultOf - what is told of a success beside what is told anyway
 */
export async function withAuditEvent<T>(
  auditor: AuditorService,
  options: AuditorServiceCreateEventOptions,
  work: () => Promise<T>,
  resultOf: (result: T) => JsonObject = () => ({}),
): Promise<T> {
  const event = await auditor.createEvent(options);
  try {
    const result = await work();
    await event.success({ meta: resultOf(result) });
    return result;
  } catch (error) {
    await event.fail({ error: toError(withoutQuotes(error)) });
    throw error;
  }
}
