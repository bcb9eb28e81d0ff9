import {
  RequestedAccess,
  Holding,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { RevokeSubject } from '../engine/plan';
import { MemoryJournal } from './memoryJournal';

/** What the ledger would tell of what went through a journal. */
export function recordOf(
  { entries }: MemoryJournal,
  asked: RequestedAccess = {},
): Pick<RevokeSubject, 'holdings' | 'asked'> {
  const holdings = new Map<string, Holding>();
  for (const { change, outcome } of entries) {
    if (outcome?.outcome !== 'applied') {
      continue;
    }
    const { part, resource, before, after } = change;
    const held = holdings.get(resource);
    const first = held ? held.before : before;
    const readBack = held ? held.readBack : outcome.readBack;
    if (after) {
      holdings.set(resource, {
        part,
        resource,
        after,
        ...(first && { before: first }),
        ...(readBack && { readBack }),
      });
    } else {
      holdings.delete(resource);
    }
  }
  return { holdings: [...holdings.values()], asked };
}
