import { JsonObject } from '@backstage/types';
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import { documentForm, normalForm } from './compare';
import { isPolicyDocument, PolicyDocument, PolicyStatement } from './document';

/**
 * Stands for a statement where its content isn't shown or kept: equal for
 * statements that mean the same, Sid included. `sha256:` and 64 hexadecimal
 * digits of the statement in normal form.
 */
export function statementFingerprint(statement: PolicyStatement): string {
  return fingerprint(normalForm(statement));
}

/** The same for a whole document: equal where `sameDocument` says so; no document has one, too. */
export function documentFingerprint(
  document: PolicyDocument | undefined,
): string {
  return fingerprint(documentForm(document));
}

/** Of where nothing is. */
export const NOTHING = documentFingerprint(undefined);

/**
 * The same for what a change found or left, which may be no document, such as an
 * attachment or the tags of a role.
 */
export function stateFingerprint(state: JsonObject | undefined): string {
  return state === undefined || isPolicyDocument(state)
    ? documentFingerprint(state)
    : fingerprint(
        JSON.stringify(
          Object.entries(state)
            .filter(([, value]) => value !== undefined)
            .sort(([one], [other]) => (one < other ? -1 : 1)),
        ),
      );
}

function fingerprint(form: string): string {
  return `sha256:${bytesToHex(sha256(new TextEncoder().encode(form)))}`;
}
