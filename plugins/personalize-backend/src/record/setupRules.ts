import { RequestedAccess } from '@personalize-portal/backstage-plugin-personalize-common';
import { EntryRow } from '../ledger/entryRow';
import { grantsOf } from './grants';
import { isOfRole, SetupFacts, Tables } from './tables';

/** The remains of an entry that lost its content. */
export type PrunedRow = Pick<
  EntryRow,
  'seq' | 'account_id' | 'role_name' | 'resource'
>;

/** The active set-ups of the role that an entry is about. */
export function setupsOf(tables: Tables, row: EntryRow): SetupFacts[] {
  return tables.setups
    .filter(isOfRole(row))
    .filter(({ revoked_at }) => revoked_at === null);
}

/** The first of {@link setupsOf}: a role has one. */
export function setupOf(tables: Tables, row: EntryRow): SetupFacts | undefined {
  return setupsOf(tables, row)[0];
}

/** Stores a set-up, with everything that follows from its other columns. */
export function putSetup(
  tables: Tables,
  setup: Omit<SetupFacts, 'buckets' | 'keys' | 'search_text'>,
): void {
  const { buckets, keys } = grantsOf(
    {
      accountId: setup.account_id,
      region: setup.region,
      roleName: setup.role_name,
    },
    JSON.parse(setup.held),
    setup.revoked_at === null ? requestedAccessOf(tables, setup) : {},
  );
  tables.setups.put({
    ...setup,
    buckets: JSON.stringify(buckets),
    keys: JSON.stringify(keys),
    search_text: [
      setup.name,
      setup.title ?? '',
      setup.role_name,
      setup.account_id,
      setup.owner,
    ]
      .join('\n')
      .toLowerCase(),
  });
}

/** The request for a role in a Region, by part. */
export function requestedAccessOf(
  tables: Pick<Tables, 'asked'>,
  of: Pick<SetupFacts, 'account_id' | 'role_name_lower' | 'region'>,
): RequestedAccess {
  return Object.fromEntries(
    tables.asked
      .filter(isOfRole({ ...of, role_name: of.role_name_lower }))
      .filter(({ region }) => region === of.region)
      .map(({ part, access }) => [part, JSON.parse(access)]),
  );
}

/** The removed set-ups that these entries were about. */
export function setupsGoneWith(
  { setups }: Pick<Tables, 'setups'>,
  pruned: readonly PrunedRow[],
): SetupFacts[] {
  return setups.filter(setup =>
    pruned.some(
      row =>
        isOfRole(row)(setup) &&
        setup.revoked_seq !== null &&
        row.seq > setup.after_seq &&
        row.seq <= setup.revoked_seq,
    ),
  );
}
