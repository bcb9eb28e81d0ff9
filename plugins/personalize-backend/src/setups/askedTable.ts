import { isDeepStrictEqual } from 'node:util';
import { JsonObject } from '@backstage/types';
import {
  AskedAccess,
  PART_NAMES,
  PartName,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { RoleKey } from '../ledger/ledger';

interface AskedRow {
  account_id: string;
  role_name_lower: string;
  region: string;
  part: PartName;
  access: string;
}

/** Which role, in which Region. */
export type AskedOf = RoleKey & { region: string };

/** What was asked for last of each part of a role. */
export async function readAsked(
  database: Knex,
  of: AskedOf,
): Promise<AskedAccess> {
  const rows = await database<AskedRow>('asked').where(keyOf(of));
  return Object.fromEntries(
    rows.map(({ part, access }) => [part, JSON.parse(access)]),
  );
}

/**
 * Notes what is asked for of some parts; the others stay.
 *
 * @returns the parts that were asked for otherwise before, with what is asked
 * for now; none where nothing is new
 */
export async function writeAsked(
  trx: Knex.Transaction,
  of: AskedOf,
  asked: AskedAccess,
): Promise<JsonObject | undefined> {
  const before = await readAsked(trx, of);
  const plain: AskedAccess = JSON.parse(JSON.stringify(asked));
  const parts = PART_NAMES.filter(
    part =>
      plain[part] !== undefined &&
      !isDeepStrictEqual(plain[part], before[part]),
  );
  if (parts.length === 0) {
    return undefined;
  }
  await trx<AskedRow>('asked')
    .insert(
      parts.map(part => ({
        ...keyOf(of),
        part,
        access: JSON.stringify(plain[part]),
      })),
    )
    .onConflict(['account_id', 'role_name_lower', 'region', 'part'])
    .merge();
  return JSON.parse(
    JSON.stringify(Object.fromEntries(parts.map(part => [part, plain[part]]))),
  );
}

/** Forgets what was asked for of a role, in every Region. */
export async function clearAsked(
  trx: Knex.Transaction,
  { accountId, roleName }: RoleKey,
): Promise<void> {
  await trx<AskedRow>('asked')
    .where({ account_id: accountId, role_name_lower: roleName.toLowerCase() })
    .delete();
}

function keyOf({ accountId, roleName, region }: AskedOf) {
  return {
    account_id: accountId,
    role_name_lower: roleName.toLowerCase(),
    region,
  };
}
