import {
  SetupFilter,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PersonalizeApi } from '../api/personalizeApi';

/** The most that the backend gives at once. */
const PAGE_SIZE = 200;

/** All set-ups that match, of all pages. */
export async function allSetups(
  api: Pick<PersonalizeApi, 'getSetups'>,
  filter: SetupFilter,
): Promise<SetupItem[]> {
  const all: SetupItem[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.getSetups(filter, { cursor, limit: PAGE_SIZE });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}
