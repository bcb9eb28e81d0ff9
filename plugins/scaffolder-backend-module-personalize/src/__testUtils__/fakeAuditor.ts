import {
  AuditorService,
  AuditorServiceCreateEventOptions,
} from '@backstage/backend-plugin-api';

/** What an auditor was told. */
export interface AuditedEvent extends AuditorServiceCreateEventOptions {
  outcome: 'success' | 'failure';
  error?: Error;
}

/**
 * An auditor that keeps the events that ended, and takes none that isn't severe
 * enough for the log of a portal that nobody configured for it.
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
