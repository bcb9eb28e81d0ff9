import { ServiceUnavailableError } from '@backstage/errors';
import { Knex } from 'knex';
import { headMac } from './chain';
import { Keyring } from './keyring';
import { LedgerKey } from './ledgerConfig';

/** Which entry is the last, as the table `ledger_head` holds it. */
export interface HeadRow {
  only: number;
  /** 0 where there is none. */
  seq: number;
  hash: string;
  /** Absent where there is no entry yet. */
  mac: string | null;
  key_id: string | null;
}

/** The row of the head; absent where somebody deleted it. */
export async function readHead(database: Knex): Promise<HeadRow | undefined> {
  return database<HeadRow>('ledger_head').first();
}

/**
 * Waits for the turn to append, which lasts until the transaction ends.
 *
 * @throws ServiceUnavailableError where the head isn't the one that the ledger
 * wrote: what is appended to it would cover up what was done to the ledger
 */
export async function lockHead(
  trx: Knex.Transaction,
  keyring: Keyring,
): Promise<HeadRow> {
  const head = await trx<HeadRow>('ledger_head').forUpdate().first();
  const flaw = head ? sealFlaw(head, keyring) : 'its head is gone';
  if (!head || flaw) {
    throw new ServiceUnavailableError(
      `The ledger records nothing, and so nothing is changed in AWS: ${flaw}. See docs/ledger.md on what to do.`,
    );
  }
  return head;
}

/** What is wrong with the head's own signature; nothing where it holds. */
export function sealFlaw(head: HeadRow, keyring: Keyring): string | undefined {
  if (head.seq === 0 && head.mac === null) {
    return undefined;
  }
  const key = keyring.find(head.key_id);
  if (!key) {
    return `its head is signed with the key "${head.key_id}", which this process doesn't have. Put it into personalize.ledger.keys`;
  }
  return head.mac === headMac(key, head)
    ? undefined
    : `its head was changed by hand, or the secret of the key "${key.id}" was. A new secret needs a new id`;
}

/** Puts another entry at the head. */
export async function writeHead(
  trx: Knex.Transaction,
  key: LedgerKey,
  last: { seq: number; hash: string },
): Promise<void> {
  const { seq, hash } = last;
  await trx<HeadRow>('ledger_head')
    .insert({ only: 1, seq, hash, mac: headMac(key, last), key_id: key.id })
    .onConflict('only')
    .merge();
}
