import { ServiceUnavailableError } from '@backstage/errors';
import { LedgerHead } from '@personalize-portal/backstage-plugin-personalize-common';
import { Knex } from 'knex';
import { headMac, NOTHING_BEFORE } from './chain';
import { EntryRow } from './entryRow';
import { Keyring } from './keyring';
import { DATABASE_KEY_ID, LedgerKey } from './ledgerConfig';

/** The last entry, as in the table `ledger_head`. */
export interface HeadRow {
  only: number;
  /** 0 if there is none. */
  seq: number;
  hash: string;
  /** Undefined until the start that created the table has signed it. */
  mac: string | null;
  key_id: string | null;
}

/** The row of the head; undefined if somebody deleted it. */
export async function readHead(database: Knex): Promise<HeadRow | undefined> {
  return database<HeadRow>('ledger_head').where({ only: 1 }).first();
}

/**
 * Waits for other appends, and blocks new ones until the transaction ends.
 *
 * @throws ServiceUnavailableError unless the head is the one that the ledger
 * wrote: appending to another would hide what was done to the ledger
 */
export async function lockHead(
  trx: Knex.Transaction,
  keyring: Keyring,
): Promise<HeadRow> {
  const head = await trx<HeadRow>('ledger_head')
    .where({ only: 1 })
    .forUpdate()
    .first();
  return requireHead(trx, head, keyring);
}

/** The head of the ledger. @throws ServiceUnavailableError as {@link lockHead} does */
export async function provenHead(
  database: Knex,
  keyring: Keyring,
): Promise<LedgerHead> {
  const found = await readHead(database);
  const { seq, hash } = await requireHead(database, found, keyring);
  return { seq, hash };
}

async function requireHead(
  database: Knex,
  head: HeadRow | undefined,
  keyring: Keyring,
): Promise<HeadRow> {
  const flaw = head
    ? await headFlaw(database, head, keyring)
    : 'its head is gone';
  if (!head || flaw) {
    throw new ServiceUnavailableError(
      `The ledger records nothing, so we change nothing in AWS: ${flaw}. See docs/ledger.md.`,
    );
  }
  return head;
}

/** The problem of the head by itself; undefined if there is none. */
export async function headFlaw(
  database: Knex,
  head: HeadRow,
  keyring: Keyring,
): Promise<string | undefined> {
  const { anchor } = keyring;
  if (head.mac === null || head.key_id === null) {
    return head.seq === 0
      ? `its head isn't signed. Only if nothing was ever recorded, run: personalize-ledger seal --head 0:${NOTHING_BEFORE}`
      : "its head isn't signed";
  }
  const key = keyring.find(head.key_id);
  if (!key) {
    return `its head is signed with the key "${head.key_id}", which this process doesn't have. Add it to personalize.ledger.keys`;
  }
  if (head.mac !== headMac(key, head)) {
    return `somebody changed its head by hand, or the secret of the key "${key.id}". A new secret needs a new id`;
  }
  if (await isUnproven(database, head, keyring)) {
    return 'its head is signed with the key in the database, though personalize.ledger.keys is configured. If the portal ran without keys until now, set personalize.ledger.anchor: the start-up log has the line';
  }
  return anchor && head.seq < anchor.seq
    ? `it ends with entry ${head.seq}, but personalize.ledger.anchor names entry ${anchor.seq}`
    : undefined;
}

/**
 * Whether only the key in the database names the last entry, although keys are
 * configured. This counts once, while it is the last entry that this key signed
 * and the anchor covers it.
 */
async function isUnproven(
  database: Knex,
  { seq, hash, key_id: keyId }: HeadRow,
  { anchor, isConfigured }: Keyring,
): Promise<boolean> {
  if (keyId !== DATABASE_KEY_ID || !isConfigured) {
    return false;
  }
  const last = await database<EntryRow>('ledger_entries')
    .where({ seq })
    .first('key_id');
  const isOfDatabase = seq === 0 || last?.key_id === DATABASE_KEY_ID;
  return !isOfDatabase || anchor?.seq !== seq || anchor.hash !== hash;
}

/** Puts another entry at the head. */
export async function writeHead(
  database: Knex,
  key: LedgerKey,
  last: { seq: number; hash: string },
): Promise<void> {
  const { seq, hash } = last;
  await database<HeadRow>('ledger_head')
    .insert({ only: 1, seq, hash, mac: headMac(key, last), key_id: key.id })
    .onConflict('only')
    .merge();
}
