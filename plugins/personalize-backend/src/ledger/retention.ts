import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { EntryRow } from './entryRow';
import { LedgerConfig } from './ledgerConfig';

/** Entries that lose their content in one transaction. */
export const PRUNED_AT_ONCE = 500;

/**
 * The numbers of entries that may lose their content: those up to the last time
 * that their role's set-up was taken back. An intent goes with its outcome; one
 * without stays, for somebody has yet to look what came of it.
 *
 * @param before - ISO 8601, UTC: they, and the taking back, are older
 */
export async function prunableEntries(
  database: Knex,
  before: string,
): Promise<number[]> {
  const revocations = database('ledger_entries')
    .where({ kind: 'revoked' })
    .andWhere('at', '<', before)
    .groupBy('account_id', 'role_name')
    .select('account_id', 'role_name')
    .max('seq as seq')
    .as('revocation');
  const rows = await database('ledger_entries as entry')
    .join(revocations, join =>
      join
        .on('revocation.account_id', 'entry.account_id')
        .andOn('revocation.role_name', 'entry.role_name'),
    )
    .leftJoin('ledger_entries as intent', join =>
      join
        .on('intent.intent_id', 'entry.intent_id')
        .andOnVal('intent.kind', 'intent'),
    )
    .leftJoin('ledger_entries as outcome', join =>
      join
        .on('outcome.intent_id', 'entry.intent_id')
        .andOnVal('outcome.kind', 'outcome'),
    )
    .whereNotNull('entry.payload')
    .andWhereRaw('coalesce(intent.seq, entry.seq) <= revocation.seq')
    .andWhereRaw('coalesce(outcome.at, entry.at) < ?', [before])
    .andWhere(query =>
      query.whereNull('entry.intent_id').orWhereNotNull('outcome.seq'),
    )
    .orderBy('entry.seq')
    .limit(PRUNED_AT_ONCE)
    .select<Pick<EntryRow, 'seq'>[]>('entry.seq as seq');
  return rows.map(({ seq }) => seq);
}

/** What forgets. */
export interface Prunable {
  /** @returns how many entries lost their content */
  prune(options: { olderThanDays: number }): Promise<number>;
}

/** Lets old entries of set-ups that were taken back lose their content, once a day, where that is configured. */
export async function scheduleRetention(options: {
  ledger: Prunable;
  config: LedgerConfig;
  scheduler: SchedulerService;
  logger: LoggerService;
}): Promise<void> {
  const { ledger, config, scheduler, logger } = options;
  const { retentionDays } = config;
  if (retentionDays === undefined) {
    return;
  }
  await scheduler.scheduleTask({
    id: 'personalize-ledger-retention',
    frequency: { days: 1 },
    timeout: { hours: 1 },
    initialDelay: { minutes: 5 },
    async fn() {
      const pruned = await ledger.prune({ olderThanDays: retentionDays });
      if (pruned > 0) {
        logger.info(
          `${pruned} entries of the ledger, more than ${retentionDays} days old and of set-ups that were taken back, have lost their content`,
        );
      }
    },
  });
}
