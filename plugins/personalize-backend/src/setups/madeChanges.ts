import {
  Change,
  HistoryItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { EntryRange, Ledger } from '../ledger/ledger';

const PAGE = 200;

/**
 * The changes in a range of the ledger that AWS made or may have made, in order.
 * What was pruned isn't told any more.
 *
 * @param taskId - only those of a task; by default all
 */
export async function madeChanges(
  ledger: Ledger,
  range: EntryRange,
  taskId?: string,
): Promise<Change[]> {
  const newestFirst: HistoryItem[] = [];
  let cursor: string | undefined;
  do {
    const page = await ledger.changes(range, {
      limit: PAGE,
      ...(cursor ? { cursor } : {}),
    });
    newestFirst.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return newestFirst
    .reverse()
    .filter(item => taskId === undefined || item.taskId === taskId)
    .flatMap(({ change, outcome }) =>
      change && outcome !== 'failed' ? [change] : [],
    );
}
