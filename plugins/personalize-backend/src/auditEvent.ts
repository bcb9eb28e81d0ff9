import {
  AuditorService,
  AuditorServiceCreateEventOptions,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { withoutQuotes } from '@personalize-portal/backstage-plugin-personalize-common';

/**
 * Does something and reports it to the auditor, whether it succeeds or fails.
 *
 * @param resultOf - what to report of a success in addition
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
