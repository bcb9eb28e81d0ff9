import { InputError } from '@backstage/errors';
import {
  ChangesResponse,
  HistoryItem,
  OutcomeRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { outcomeIn, outcomeRows } from './changeRows';
import { EntryRange, EntryRow, isFull, MAX_SEQ, roleColumns } from './entryRow';
import { intentPayload, readPayload, setupPayload } from './payload';

/** The names of entries in a history. An outcome is shown with its intent; the others aren't shown. */
const HISTORY_KINDS = {
  intent: 'change',
  registered: 'registered',
  transferred: 'transferred',
  revoked: 'revoked',
  accepted: 'accepted',
} as const;

type EntryOfHistory = keyof typeof HISTORY_KINDS;
type HistoryRow = EntryRow & { kind: EntryOfHistory };

/**
 * A page of a set-up's history, newest first.
 *
 * @throws InputError for a wrong cursor
 */
export async function readHistory(
  database: Knex,
  { after, upTo = MAX_SEQ, ...role }: EntryRange,
  page: { limit: number; cursor?: string },
): Promise<ChangesResponse> {
  const last = page.cursor === undefined ? upTo : seqIn(page.cursor) - 1;
  const rows = await database<EntryRow>('ledger_entries')
    .where(roleColumns(role))
    .whereIn('kind', Object.keys(HISTORY_KINDS))
    .andWhere('seq', '>', after)
    .andWhere('seq', '<=', Math.min(upTo, last))
    .orderBy('seq', 'desc')
    .limit(page.limit + 1);
  const shown = rows.slice(0, page.limit).filter(isOfHistory);
  const outcomes = await outcomeRows(
    database,
    shown.filter(row => row.kind === 'intent'),
  );
  return {
    items: shown.map(row => historyItem(row, outcomes.get(row.intent_id))),
    ...(rows.length > page.limit && {
      nextCursor: String(shown[shown.length - 1].seq),
    }),
  };
}

function seqIn(cursor: string): number {
  if (!/^\d{1,9}$/.test(cursor)) {
    throw new InputError(
      `cursor: ${JSON.stringify(
        cursor,
      )} was given, but a cursor must be the nextCursor of the previous page`,
    );
  }
  return Number(cursor);
}

function isOfHistory(row: EntryRow): row is HistoryRow {
  return row.kind in HISTORY_KINDS;
}

function historyItem(
  row: HistoryRow,
  outcomeRow: EntryRow | undefined,
): HistoryItem {
  const item = {
    seq: row.seq,
    kind: HISTORY_KINDS[row.kind],
    at: row.at,
    taskId: row.task_id ?? '',
  };
  if (!isFull(row)) {
    return { ...item, requests: [] };
  }
  if (row.kind !== 'intent') {
    const { person, run, details } = readPayload(row, setupPayload);
    return { ...item, ...authorFields(person, run), details, requests: [] };
  }
  const { person, run, change } = readPayload(row, intentPayload);
  return {
    ...item,
    ...authorFields(person, run),
    change,
    ...outcomeFields(outcomeIn(outcomeRow)),
    ...(outcomeRow && { closedAt: outcomeRow.at }),
  };
}

function authorFields(
  person: string,
  { stepId, taskUser }: { stepId?: string; taskUser?: string },
) {
  return {
    person,
    ...(stepId !== undefined && { stepId }),
    ...(taskUser !== undefined && taskUser !== person && { taskUser }),
  };
}

function outcomeFields(
  outcome: OutcomeRequest | undefined,
): Pick<HistoryItem, 'outcome' | 'requests' | 'message'> {
  if (!outcome) {
    return { outcome: 'open', requests: [] };
  }
  const message = messageOf(outcome);
  return {
    outcome: outcome.outcome,
    requests: outcome.requests,
    ...(message !== undefined && { message }),
  };
}

function messageOf(outcome: OutcomeRequest): string | undefined {
  switch (outcome.outcome) {
    case 'failed':
      return `${outcome.error}: ${outcome.message}`;
    case 'unknown':
      return outcome.closedBy
        ? `${outcome.message} Noticed by ${outcome.closedBy.person} in task ${outcome.closedBy.run.taskId}.`
        : outcome.message;
    default:
      return undefined;
  }
}
