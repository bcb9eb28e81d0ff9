import { JsonObject } from '@backstage/types';
import { HistoryItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { changeInWords } from './changeWords';

/** What an entry tells, as a heading. */
export function entryInWords(item: HistoryItem): string {
  const { kind, change, outcome, details } = item;
  switch (kind) {
    case 'registered':
      return `Registered the set-up${suffix(' for ', details, 'owner')}`;
    case 'transferred':
      return `Gave the set-up to another owner${suffix(
        ': from ',
        details,
        'from',
      )}${suffix(' to ', details, 'to')}`;
    case 'revoked':
      return 'Took the set-up back';
    case 'accepted':
      return `Accepted a finding${suffix(': ', details, 'id')}${suffix(
        ', because ',
        details,
        'reason',
      )}`;
    default:
      return change
        ? changeInWords(change, outcome === 'applied')
        : 'A change whose details are kept no longer';
  }
}

function suffix(
  before: string,
  details: JsonObject | undefined,
  key: string,
): string {
  const value = details?.[key];
  return typeof value === 'string' ? `${before}${value}` : '';
}
