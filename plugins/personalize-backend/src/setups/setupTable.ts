import { NotFoundError } from '@backstage/errors';
import { AskedAccess } from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { roleColumns } from '../ledger/entryRow';
import { RoleKey } from '../ledger/ledger';
import { askedOf } from '../record/reducer';
import { loadRows, SetupRow } from '../record/storage';

/** The set-up of a name, without regard to case; also one that was taken back. */
export async function rowOf(
  database: Knex,
  name: string,
): Promise<SetupRow | undefined> {
  return database<SetupRow>('setups')
    .where({ name_lower: name.toLowerCase() })
    .first();
}

/**
 * As {@link rowOf}, kept from others until the transaction ends.
 *
 * @throws NotFoundError where there is none
 */
export async function lockedRow(
  trx: Knex.Transaction,
  name: string,
): Promise<SetupRow> {
  const row = await trx<SetupRow>('setups')
    .where({ name_lower: name.toLowerCase() })
    .forUpdate()
    .first();
  if (!row) {
    throw noSuchSetup(name);
  }
  return row;
}

/** The set-up that a role belongs to and that isn't taken back. */
export async function rowOfRole(
  database: Knex,
  { accountId, roleName }: RoleKey,
): Promise<SetupRow | undefined> {
  return database<SetupRow>('setups')
    .where({ account_id: accountId, role_name_lower: roleName.toLowerCase() })
    .whereNull('revoked_at')
    .first();
}

/** Owners of the set-ups in an account and Region, in order. */
export async function readNeighbours(
  database: Knex,
  { accountId, region }: Pick<RoleKey, 'accountId'> & { region: string },
): Promise<string[]> {
  return database<SetupRow>('setups')
    .where({ account_id: accountId, region })
    .whereNull('revoked_at')
    .distinct()
    .orderBy('owner')
    .pluck('owner');
}

/** What was asked for last of each part of a role in a Region. */
export async function readAsked(
  database: Knex,
  role: RoleKey & { region: string },
): Promise<AskedAccess> {
  const columns = roleColumns(role);
  const tables = await loadRows(database, { roles: [columns], resources: [] });
  return askedOf(tables, {
    account_id: columns.account_id,
    role_name_lower: columns.role_name,
    region: role.region,
  });
}

/** The refusal of a name that no set-up has. */
export function noSuchSetup(name: string): NotFoundError {
  return new NotFoundError(
    `There is no set-up "${name}". Register it first, or look the name up in the list of set-ups.`,
  );
}
