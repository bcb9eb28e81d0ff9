/**
 * All items of a listing.
 *
 * @param page - asks for one page; the marker is absent for the first
 */
export async function allPages<T>(
  page: (
    marker: string | undefined,
  ) => Promise<{ items: T[]; next: string | undefined }>,
): Promise<T[]> {
  const items: T[] = [];
  let marker: string | undefined;
  do {
    const answer = await page(marker);
    items.push(...answer.items);
    marker = answer.next;
  } while (marker);
  return items;
}
