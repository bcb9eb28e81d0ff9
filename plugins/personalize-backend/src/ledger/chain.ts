import { createHmac } from 'node:crypto';
import { ServiceUnavailableError } from '@backstage/errors';
import { EntryRow } from './entryRow';
import { Keyring } from './keyring';
import { LedgerKey } from './ledgerConfig';

/** Stands for the hash before the first entry. */
export const NOTHING_BEFORE = '0'.repeat(64);

/** The signed columns of an entry: all except its content, which has its own hash. */
export type SignedColumns = Omit<EntryRow, 'payload' | 'hash'>;

/** Signs the content of an entry. */
export function payloadHash(key: LedgerKey, payload: string): string {
  return sign(key, ['payload', payload]);
}

/** Signs an entry together with the one before it. */
export function entryHash(key: LedgerKey, row: SignedColumns): string {
  return sign(key, [
    'entry',
    row.seq,
    row.kind,
    row.intent_id,
    row.account_id,
    row.role_name,
    row.resource,
    row.task_id,
    row.at,
    row.format,
    row.payload_hash,
    row.previous_hash,
    row.key_id,
  ]);
}

/** Whether an entry, and its content unless that was pruned, is as the ledger signed it. */
export function isProven(row: EntryRow, keyring: Keyring): boolean {
  const key = keyring.find(row.key_id);
  return (
    key !== undefined &&
    keyring.proves(row) &&
    row.hash === entryHash(key, row) &&
    (row.payload === null || row.payload_hash === payloadHash(key, row.payload))
  );
}

/** @throws ServiceUnavailableError if an entry isn't as the ledger signed it */
export function requireProven(row: EntryRow, keyring: Keyring): void {
  if (!isProven(row, keyring)) {
    throw new ServiceUnavailableError(
      `Entry ${row.seq} of the ledger was altered, so we change nothing in AWS based on it. Ask the team that runs the portal to run "personalize-ledger verify" and follow docs/ledger.md.`,
    );
  }
}

/** Signs the last entry as the head. */
export function headMac(
  key: LedgerKey,
  head: { seq: number; hash: string },
): string {
  return sign(key, ['head', head.seq, head.hash]);
}

/**
 * A keyed hash, HMAC-SHA256 in 64 hexadecimal digits. JSON separates the parts,
 * and the first part names what is signed, so that no text signs another.
 */
function sign(
  { secret }: LedgerKey,
  parts: readonly (string | number | null)[],
): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify(parts))
    .digest('hex');
}
