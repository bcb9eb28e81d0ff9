import { NotFoundError } from '@backstage/errors';
import { Knex } from 'knex';
import { RoleKey } from '../ledger/ledger';
import { SetupRow } from './setupRow';

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

/** The set-ups that a name and a role belong to, kept from others until the transaction ends. */
export async function takenRows(
  trx: Knex.Transaction,
  name: string,
  { accountId, roleName }: RoleKey,
): Promise<{ byName?: SetupRow; byRole?: SetupRow }> {
  const nameLower = name.toLowerCase();
  const roleNameLower = roleName.toLowerCase();
  const rows = await trx<SetupRow>('setups')
    .where({ name_lower: nameLower })
    .orWhere({ account_id: accountId, role_name_lower: roleNameLower })
    .orderBy('name_lower')
    .forUpdate();
  return {
    byName: rows.find(row => row.name_lower === nameLower),
    byRole: rows.find(
      row =>
        row.revoked_at === null &&
        row.account_id === accountId &&
        row.role_name_lower === roleNameLower,
    ),
  };
}

/** The refusal of a name that no set-up has. */
export function noSuchSetup(name: string): NotFoundError {
  return new NotFoundError(
    `There is no set-up "${name}". Register it first, or look the name up in the list of set-ups.`,
  );
}
