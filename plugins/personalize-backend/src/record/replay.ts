import { LedgerProblem } from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { EntryRow, isFull } from '../ledger/entryRow';
import { Keyring } from '../ledger/keyring';
import {
  intentPayload,
  outcomePayload,
  prunedPayload,
  readPayload,
} from '../ledger/payload';
import { inSnapshot } from '../dialect';
import { walkChain } from '../ledger/verifyLedger';
import { heldAfter } from './grants';
import { namesIn } from './projection';
import { apply, NO_PAST, Past } from './reducer';
import { loadTables, saveTables, SetupRow, statusByEntries } from './storage';
import {
  differences,
  TABLE_NAMES,
  TableName,
  Tables,
  tablesOf,
} from './tables';

/** Goes through all entries and builds their result in memory. */
class Replay {
  readonly tables = tablesOf();

  /** By role, since it was last removed. */
  private readonly roles = new Map<
    string,
    Pick<Past, 'lastRevocation' | 'isBegun' | 'held'>
  >();
  /** Intents without an outcome yet. */
  private readonly intents = new Map<string, NonNullable<Past['intent']>>();
  /** Entries that lost their content. */
  private readonly blank = new Map<number, Past['pruned'][number]>();

  visit(row: EntryRow): void {
    const ofRole = this.ofRole(row);
    const intent = this.intents.get(row.intent_id ?? '');
    apply(this.tables, row, {
      ...ofRole,
      ...(row.kind === 'outcome' && intent && { intent }),
      pruned: this.prunedBy(row),
      prunedNames: row.kind === 'pruned' ? namesIn(row) : [],
    });
    this.note(row, ofRole);
  }

  private note(row: EntryRow, ofRole: ReturnType<Replay['ofRole']>): void {
    if (!isFull(row)) {
      this.blank.set(row.seq, row);
    }
    if (row.kind === 'revoked') {
      this.roles.set(roleOf(row), { ...NO_PAST, lastRevocation: row.seq });
    }
    if (row.kind === 'intent' && isFull(row)) {
      this.roles.set(roleOf(row), { ...ofRole, isBegun: true });
      this.intents.set(row.intent_id ?? '', {
        seq: row.seq,
        said: readPayload(row, intentPayload),
      });
    }
    if (row.kind === 'outcome' && isFull(row)) {
      this.noteOutcome(row, ofRole);
    }
  }

  private noteOutcome(
    row: EntryRow & { payload: string },
    ofRole: ReturnType<Replay['ofRole']>,
  ): void {
    const intent = this.intents.get(row.intent_id ?? '');
    this.intents.delete(row.intent_id ?? '');
    if (intent && intent.seq > ofRole.lastRevocation) {
      const { role, change } = intent.said;
      const { outcome } = readPayload(row, outcomePayload);
      this.roles.set(roleOf(row), {
        ...ofRole,
        held: heldAfter(ofRole.held, role, change, outcome),
      });
    }
  }

  private ofRole(row: EntryRow) {
    return this.roles.get(roleOf(row)) ?? NO_PAST;
  }

  private prunedBy(row: EntryRow): Past['pruned'] {
    return row.kind === 'pruned' && isFull(row)
      ? readPayload(row, prunedPayload).seqs.flatMap(
          seq => this.blank.get(seq) ?? [],
        )
      : [];
  }
}

function roleOf({ account_id, role_name }: EntryRow): string {
  return `${account_id}/${role_name}`;
}

/** The result of all valid entries. */
async function replayLedger(
  trx: Knex.Transaction,
  keyring: Keyring,
): Promise<Tables> {
  const replay = new Replay();
  await walkChain(trx, keyring, {
    visit(row, isIntact) {
      if (isIntact) {
        replay.visit(row);
      }
    },
  });
  return replay.tables;
}

/**
 * Rebuilds the tables from the ledger's entries. Observations are lost: the
 * next round checks again.
 *
 * @returns how many rows differed from the entries
 */
export async function rebuildTables(
  trx: Knex.Transaction,
  keyring: Keyring,
): Promise<number> {
  const built = await replayLedger(trx, keyring);
  const count = (await problemsOf(trx, built)).length;
  for (const table of TABLE_NAMES) {
    await trx(table).delete();
  }
  await saveTables(trx, tablesOf(), built);
  return count;
}

/**
 * Compares the tables with the result of the entries. It reads both as of one
 * moment, even while others append.
 */
export async function compareTables(
  database: Knex,
  keyring: Keyring,
): Promise<LedgerProblem[]> {
  return inSnapshot(database, async trx =>
    problemsOf(trx, await replayLedger(trx, keyring)),
  );
}

async function problemsOf(
  trx: Knex.Transaction,
  built: Tables,
): Promise<LedgerProblem[]> {
  const stored = await loadTables(trx);
  const problems = TABLE_NAMES.flatMap(table =>
    differences<TableName>(stored[table], built[table]).map(
      ({ key, before, after }) =>
        problem(table, key, differenceOf(before, after)),
    ),
  );
  const statuses = await trx<SetupRow>('setups').select();
  return [
    ...problems,
    ...statuses
      .filter(row => isOtherStatus(row))
      .map(({ name_lower }) =>
        problem('setups', name_lower, 'has a status that follows from none of'),
      ),
  ];
}

function differenceOf(stored: unknown, built: unknown): string {
  if (stored && built) {
    return "doesn't match";
  }
  return stored ? 'follows from none of' : 'is missing, but follows from';
}

/** A check counts only until something is recorded after it. */
function isOtherStatus(row: SetupRow): boolean {
  const decided: string[] = ['revoked', 'pending'];
  const status = statusByEntries(row);
  return (
    status !== row.status &&
    (decided.includes(status) || decided.includes(row.status))
  );
}

function problem(table: TableName, key: string, what: string): LedgerProblem {
  return {
    seq: 0,
    kind: 'projection',
    message: `Row "${key}" of the table ${table} ${what} the ledger's entries. Find out who wrote the database, and rebuild the tables with: personalize-ledger rebuild`,
  };
}
