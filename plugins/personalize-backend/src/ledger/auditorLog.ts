import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import { EntryRow } from './entryRow';

/** What the log of the auditor is told of an entry beside what its columns hold. */
export interface EntryMeta {
  person?: string;
  /** Of a change. */
  operation?: string;
  /** Of an outcome. */
  outcome?: string;
}

/**
 * Tells the log of the auditor of each entry, with the hash that is the head of
 * the ledger then: a ledger that lacks it was cut off. Never what a policy says.
 */
export class AuditorLog {
  constructor(
    private readonly auditor: AuditorService,
    private readonly logger: LoggerService,
  ) {}

  /** Tells it once the transaction is committed; one that is rolled back recorded nothing. */
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
        // What is less severe isn't logged unless the portal is configured so.
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
