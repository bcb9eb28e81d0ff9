import {
  AuditorService,
  AuditorServiceCreateEventOptions,
} from '@backstage/backend-plugin-api';

/** An event as an auditor got it. */
export interface AuditedEvent extends AuditorServiceCreateEventOptions {
  outcome: 'success' | 'failure';
  error?: Error;
}

/**
 * An auditor that keeps the events that ended. Accepts only severities that
 * portals log without configuration.
 */
export class FakeAuditor implements AuditorService {
  readonly events: AuditedEvent[] = [];

  async createEvent({ meta, ...event }: AuditorServiceCreateEventOptions) {
    const { eventId, severityLevel = 'low' } = event;
    if (severityLevel === 'low') {
      throw new Error(`${eventId} isn't in the log unless it is asked for`);
    }
    const end = (rest: Pick<AuditedEvent, 'outcome' | 'error' | 'meta'>) => {
      this.events.push({ ...event, ...rest, meta: { ...meta, ...rest.meta } });
    };
    return {
      success: async (options: Pick<AuditedEvent, 'meta'> = {}) =>
        end({ outcome: 'success', ...options }),
      fail: async (options: { error: Error } & Pick<AuditedEvent, 'meta'>) =>
        end({ outcome: 'failure', ...options }),
    };
  }
}
