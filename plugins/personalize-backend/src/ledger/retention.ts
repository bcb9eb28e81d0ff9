import { LoggerService, SchedulerService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { EntryRow, isFull } from './entryRow';
import { Keyring } from './keyring';
import { LedgerConfig } from './ledgerConfig';
import { readPayload, setupPayload } from './payload';
import { walkChain } from './verifyLedger';

/** Entries that one `pruned` entry names. */
export const PRUNED_AT_ONCE = 500;

/** The entries that retention may prune. */
export interface PrunableEntries {
  /** Their numbers. */
  seqs: number[];
  /** Why nothing is removed for a role with invalid entries. */
  refusals: string[];
}

/** The fields that retention uses: columns of a verified entry. */
interface Remnant extends Pick<EntryRow, 'seq' | 'kind' | 'intent_id' | 'at'> {
  isFull: boolean;
  /**
   * For a `revoked` entry: whether it left resources, which it reserves for the
   * last owner.
   */
  isReserving: boolean;
}

/**
 * The entries that may lose their content: those up to the last removal of
 * their role's set-up. An intent goes with its outcome; one without stays,
 * because its outcome is still to be checked. A role with a reservation keeps
 * all.
 *
 * Uses only what it has verified itself: by unverified columns, a database user
 * could have an active set-up emptied.
 *
 * @param before - ISO 8601, UTC: the entries and the removal are older
 */
export async function prunableEntries(
  database: Knex,
  keyring: Keyring,
  before: string,
): Promise<PrunableEntries> {
  const roles = new Map<string, Remnant[]>();
  const { walk, ofEnd } = await walkChain(database, keyring, {
    visit(row, isIntact) {
      const role = `${row.account_id}/${row.role_name}`;
      const entries = roles.get(role) ?? [];
      entries.push(remnantOf(row, isIntact));
      roles.set(role, entries);
    },
  });
  // The missing entry may be the reason why a role keeps its entries.
  const gone = walk.unsealedFlaw(walk.gaps) ?? ofEnd[0]?.message;
  if (gone !== undefined) {
    const refusal = `The retention of the ledger removed nothing: ${gone}`;
    return { seqs: [], refusals: [refusal] };
  }
  const found: PrunableEntries = { seqs: [], refusals: [] };
  for (const [role, entries] of roles) {
    const seqs = prunableOf(entries, before);
    const flawed = entries.find(({ seq }) => walk.flaws.has(seq));
    if (seqs.length > 0 && flawed) {
      found.refusals.push(
        `The retention of the ledger removed nothing of role ${role}: ${walk.flaws.get(
          flawed.seq,
        )}`,
      );
    } else {
      found.seqs = found.seqs.concat(seqs);
    }
  }
  return { ...found, seqs: found.seqs.sort((a, b) => a - b) };
}

function remnantOf(row: EntryRow, isIntact: boolean): Remnant {
  const { seq, kind, intent_id, at } = row;
  const kept =
    kind === 'revoked' && isIntact && isFull(row)
      ? readPayload(row, setupPayload).details.kept
      : undefined;
  const isReserving = Array.isArray(kept) && kept.length > 0;
  return { seq, kind, intent_id, at, isFull: isFull(row), isReserving };
}

/** @param entries - those of one role */
function prunableOf(entries: readonly Remnant[], before: string): number[] {
  const ofKind = (kind: EntryRow['kind']) =>
    entries.filter(entry => entry.kind === kind);
  const byIntent = (kind: 'intent' | 'outcome') =>
    new Map(ofKind(kind).map(entry => [entry.intent_id, entry]));
  const revocations = ofKind('revoked');
  const last = revocations.filter(({ at }) => at < before).pop();
  if (!last || revocations[revocations.length - 1].isReserving) {
    return [];
  }
  const intents = byIntent('intent');
  const outcomes = byIntent('outcome');
  return entries
    .filter(entry => {
      const { intent_id: intentId } = entry;
      const begin = intents.get(intentId) ?? entry;
      const end = intentId === null ? entry : outcomes.get(intentId);
      return entry.isFull && begin.seq <= last.seq && end && end.at < before;
    })
    .map(({ seq }) => seq);
}

/** Removes old content. */
export interface Prunable {
  /** @returns how many entries lost their content */
  prune(options: { olderThanDays: number }): Promise<number>;
}

/** Removes the content of old entries of removed set-ups, once a day, if configured. */
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
          `${pruned} ledger entries of removed set-ups, more than ${retentionDays} days old, have lost their content`,
        );
      }
    },
  });
}
