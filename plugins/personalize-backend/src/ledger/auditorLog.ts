import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import { EntryRow } from './entryRow';

/** What the auditor's log gets of an entry in addition to its columns. */
export interface EntryMeta {
  person?: string;
  /** For a change. */
  operation?: string;
  /** For an outcome. */
  outcome?: string;
}

/**
 * Reports each entry to the auditor's log, with the hash that is then the head
 * of the ledger: a ledger that lacks it was cut off. It never reports the
 * content of a policy.
 */
export class AuditorLog {
  constructor(
    private readonly auditor: AuditorService,
    private readonly logger: LoggerService,
  ) {}

  /** Reports once the transaction is committed; a rollback recorded nothing. */
  afterCommit(trx: Knex.Transaction, entry: EntryRow, more: EntryMeta): void {
    trx.executionPromise.then(
      () => this.write(entry, more),
      () => undefined,
    );
  }

  private async write(entry: EntryRow, more: EntryMeta): Promise<void> {
    try {
      const event = await this.auditor.createEvent({
        eventId: 'ledger-append',
        // Lower severities aren't logged without configuration.
        severityLevel: 'medium',
        meta: metaOf(entry, more),
      });
      await event.success();
    } catch (error) {
      this.logger.error(
        `The auditor's log lacks entry ${entry.seq} of the ledger, with the hash ${entry.hash}: ${error}`,
      );
    }
  }
}

function metaOf(entry: EntryRow, more: EntryMeta): JsonObject {
  return {
    seq: entry.seq,
    hash: entry.hash,
    kind: entry.kind,
    ...(entry.task_id !== null && { taskId: entry.task_id }),
    ...(entry.account_id !== null && { accountId: entry.account_id }),
    ...(entry.role_name !== null && { roleName: entry.role_name }),
    ...(entry.resource !== null && { resource: entry.resource }),
    ...more,
  };
}
