import { InputError } from '@backstage/errors';
import { PolicyDecision } from '@backstage/plugin-permission-common';
import { SetupFilter } from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { z } from 'zod/v3';
import { permittedRows } from './permissionSql';
import { SetupRow } from '../record/storage';
import { itemOf } from './setupTable';
import { StoredSetups } from './setups';

/**
 * A page of the matching set-ups that the reader may see; see
 * `DatabaseSetups.list`.
 */
export async function listSetups(
  database: Knex,
  filter: SetupFilter,
  decision: PolicyDecision,
  page: { limit: number; cursor?: string },
): Promise<StoredSetups> {
  const matching = matches(database, filter, decision);
  const following = page.cursor
    ? afterPlace(matching.clone(), placeOf(page.cursor))
    : matching.clone();
  // One extra row shows whether there is a next page.
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

/**
 * The place where a page ends, by the keys that sort the list. Databases accept
 * only these texts and numbers.
 */
const place = z.tuple([
  z.number().int().nonnegative().max(99),
  z.string().regex(/^[a-z0-9_.-]{1,63}$/),
]);
type Place = z.infer<typeof place>;

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

/** @throws InputError for a cursor that no list returned */
function placeOf(cursor: string): Place {
  const { data } = place.safeParse(
    jsonIn(Buffer.from(cursor, 'base64url').toString('utf8')),
  );
  if (!data) {
    throw new InputError(
      `cursor: "${cursor}" was given, but a cursor must be the nextCursor of the previous page. Leave it out to get the first page.`,
    );
  }
  return data;
}

/** The value of a JSON text; undefined if it isn't JSON. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
