import { AuthService } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';

/** What looking owners up needs of the portal. */
export interface MissingOwnersOptions {
  catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
  auth: AuthService;
}

/** The catalog is asked for so many at once. */
const BATCH = 100;

/** Which of some owners the catalog doesn't have. */
export async function missingOwners(
  { catalog, auth }: MissingOwnersOptions,
  owners: readonly string[],
): Promise<Set<string>> {
  const credentials = await auth.getOwnServiceCredentials();
  const asked = [...new Set(owners)];
  const missing = new Set<string>();
  for (let start = 0; start < asked.length; start += BATCH) {
    const entityRefs = asked.slice(start, start + BATCH);
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs, fields: ['kind'] },
      { credentials },
    );
    entityRefs
      .filter((_, index) => !items[index])
      .forEach(ref => missing.add(ref));
  }
  return missing;
}
