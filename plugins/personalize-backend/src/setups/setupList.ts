import { InputError } from '@backstage/errors';
import { PolicyDecision } from '@backstage/plugin-permission-common';
import {
  SetupFilter,
  SetupsResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { permittedRows } from './permitted';
import { itemOf, SetupRow } from './setupRow';

/** A page of the set-ups that match and may be seen; see `Setups.list`. */
export async function listSetups(
  database: Knex,
  filter: SetupFilter,
  decision: PolicyDecision,
  page: { limit: number; cursor?: string },
): Promise<SetupsResponse> {
  const matching = matches(database, filter, decision);
  const following = page.cursor
    ? afterPlace(matching.clone(), placeOf(page.cursor))
    : matching.clone();
  // One more than asked for tells whether there is a next page.
  const rows = await following
    .orderBy(['status_rank', 'name_lower'])
    .limit(page.limit + 1);
  const [{ total }] = await matching.clone().count({ total: '*' });
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    items: shown.map(itemOf),
    totalItems: Number(total),
    ...(last && rows.length > shown.length
      ? { nextCursor: cursorOf(last) }
      : {}),
  };
}

function matches(
  database: Knex,
  { accountId, owner, status, search, ownerMissing }: SetupFilter,
  decision: PolicyDecision,
): Knex.QueryBuilder<SetupRow, SetupRow[]> {
  const permitted = permittedRows(decision);
  const query = database<SetupRow>('setups').whereRaw(
    permitted.sql,
    permitted.bindings,
  );
  if (accountId !== undefined) {
    query.andWhere({ account_id: accountId });
  }
  if (owner !== undefined) {
    query.andWhere({ owner });
  }
  if (status !== undefined) {
    query.andWhere({ status });
  }
  if (search !== undefined) {
    query.whereRaw("search_text like ? escape '!'", [
      `%${search.toLowerCase().replace(/[!%_]/g, '!$&')}%`,
    ]);
  }
  if (ownerMissing) {
    query.andWhere({ owner_missing: true });
  }
  return query;
}

/** Where a page ends: what the list is sorted by. */
type Place = [rank: number, name: string];

function afterPlace(
  query: Knex.QueryBuilder<SetupRow, SetupRow[]>,
  [rank, name]: Place,
): Knex.QueryBuilder<SetupRow, SetupRow[]> {
  return query.andWhere(after =>
    after
      .where('status_rank', '>', rank)
      .orWhere(within =>
        within.where('status_rank', rank).andWhere('name_lower', '>', name),
      ),
  );
}

function cursorOf({ status_rank: rank, name_lower: name }: SetupRow): string {
  return Buffer.from(JSON.stringify([rank, name])).toString('base64url');
}

/** @throws InputError for a cursor that no list gave */
function placeOf(cursor: string): Place {
  const [rank, name, ...rest] = parsedList(
    Buffer.from(cursor, 'base64url').toString('utf8'),
  );
  if (
    typeof rank !== 'number' ||
    typeof name !== 'string' ||
    rest.length > 0
  ) {
    throw new InputError(
      `cursor: "${cursor}" was given, but a cursor is the nextCursor of the page before. Leave it out to ask for the first page.`,
    );
  }
  return [rank, name];
}

/** The entries of a list in JSON; none for anything else. */
function parsedList(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
