import { InputError } from '@backstage/errors';

/** A requested page of a list of names. */
export interface PageOf {
  /** Part of a name, ignoring case. */
  search?: string;
  limit: number;
  cursor?: string;
}

/** A page of a list. */
export interface Page<T> {
  items: T[];
  /** Undefined on the last page. */
  nextCursor?: string;
}

/** Things by the name under which they are listed, each name once. */
export interface NamedItem<T> {
  /** The sort key. */
  name: string;
  /** The text to search; default the name. */
  searched?: string;
  item: T;
}

/** How many to examine for one page, if that costs a call for each. */
const LOOKED_AT = 200;

/**
 * A page of the matches, by name.
 *
 * @param fits - examines one item of the page more closely; it may skip so many
 * items that a page has fewer than requested, and there is still a next page
 * @throws InputError for a cursor that no page returned
 */
export async function namesPage<T>(
  all: readonly NamedItem<T>[],
  { search = '', limit, cursor }: PageOf,
  fits?: (items: readonly T[]) => Promise<readonly boolean[]>,
): Promise<Page<T>> {
  const after = cursor === undefined ? '' : nameIn(cursor);
  const wanted = search.toLowerCase();
  const following = all
    .filter(
      ({ name, searched = name }) =>
        name > after && searched.toLowerCase().includes(wanted),
    )
    .sort((one, other) => (one.name < other.name ? -1 : 1));

  const items: T[] = [];
  let seen = 0;
  while (items.length < limit && seen < Math.min(following.length, LOOKED_AT)) {
    const next = following.slice(seen, seen + limit - items.length);
    const things = next.map(({ item }) => item);
    const fitting = await fits?.(things);
    items.push(...things.filter((_, index) => fitting?.[index] ?? true));
    seen += next.length;
  }
  return {
    items,
    ...(seen < following.length && {
      nextCursor: cursorAt(following[seen - 1].name),
    }),
  };
}

function cursorAt(name: string): string {
  return Buffer.from(name).toString('base64url');
}

function nameIn(cursor: string): string {
  const name = Buffer.from(cursor, 'base64url').toString();
  if (cursorAt(name) !== cursor) {
    throw new InputError(
      `cursor: "${cursor}" was given, but a cursor must be the nextCursor of the previous page. Leave it out to get the first page.`,
    );
  }
  return name;
}
