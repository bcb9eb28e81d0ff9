import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import { normalForm } from './compare';
import { PolicyStatement } from './document';

/**
 * Stands for a statement where its content isn't shown or kept: equal for
 * statements that mean the same, Sid included. `sha256:` and 64 hexadecimal
 * digits of the statement in normal form.
 */
export function statementFingerprint(statement: PolicyStatement): string {
  const form = new TextEncoder().encode(normalForm(statement));
  return `sha256:${bytesToHex(sha256(form))}`;
}
