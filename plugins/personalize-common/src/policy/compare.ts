import { JsonObject } from '@backstage/types';
import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex } from '@noble/hashes/utils';
import {
  asList,
  ConditionBlock,
  isPolicyDocument,
  OneOrMany,
  PolicyDocument,
  PolicyStatement,
  PrincipalMap,
  statementsOf,
} from './document';

/**
 * The one normal form of a statement. Everything that compares statements relies on
 * it. AWS reads a scalar as a list of one, lists as sets, actions, operators and
 * condition keys without case, condition values as text, and an account id as the
 * root of that account.
 * Source: IAM User Guide, "IAM JSON policy elements reference".
 */
export function normalForm(statement: PolicyStatement): string {
  return JSON.stringify([
    statement.Sid ?? null,
    statement.Effect,
    principalForm(statement.Principal),
    principalForm(statement.NotPrincipal),
    setForm(statement.Action, text => text.toLowerCase()),
    setForm(statement.NotAction, text => text.toLowerCase()),
    setForm(statement.Resource),
    setForm(statement.NotResource),
    conditionForm(statement.Condition),
  ]);
}

/** Whether two statements mean the same, Sid included. */
export function sameStatement(a: PolicyStatement, b: PolicyStatement): boolean {
  return normalForm(a) === normalForm(b);
}

/**
 * Whether two documents mean the same: the same statements in the same order, the
 * same `Id`, the same version of the language. An undefined document equals only
 * another undefined document.
 */
export function sameDocument(
  a: PolicyDocument | undefined,
  b: PolicyDocument | undefined,
): boolean {
  return documentForm(a) === documentForm(b);
}

/** AWS reads a document without a Version in the language of 2008. */
const VERSION_WHEN_ABSENT = '2008-10-17';

/** The normal form of a document. Empty if there is none. */
function documentForm(document: PolicyDocument | undefined): string {
  return document
    ? JSON.stringify([
        document.Version ?? VERSION_WHEN_ABSENT,
        document.Id ?? null,
        statementsOf(document).map(normalForm),
      ])
    : '';
}

function setForm(
  values: OneOrMany<string> | undefined,
  form: (text: string) => string = text => text,
): string[] | null {
  return values === undefined
    ? null
    : [...new Set(asList(values).map(form))].sort();
}

function principalForm(
  principal: '*' | PrincipalMap | undefined,
): [string, string[] | null][] | '*' | null {
  if (principal === undefined || principal === '*') {
    return principal ?? null;
  }
  return Object.entries(principal)
    .map(([type, values]): [string, string[] | null] => [
      type,
      setForm(values, type === 'AWS' ? accountForm : undefined),
    ])
    .sort(byFirst);
}

function accountForm(principal: string): string {
  return principal.replace(/^arn:[^:]+:iam::(\d{12}):root$/, '$1');
}

function conditionForm(
  condition: ConditionBlock | undefined,
): [string, [string, string[]][]][] {
  return Object.entries(condition ?? {})
    .map(([operator, keys]): [string, [string, string[]][]] => [
      operator.toLowerCase(),
      Object.entries(keys)
        .map(([key, values]): [string, string[]] => [
          key.toLowerCase(),
          [...new Set(asList(values).map(String))].sort(),
        ])
        .sort(byFirst),
    ])
    .sort(byFirst);
}

function byFirst(
  [a]: readonly [string, unknown],
  [b]: readonly [string, unknown],
) {
  return a < b ? -1 : 1;
}

/**
 * Replaces a statement whose content isn't shown or kept. It is equal for
 * statements that mean the same, Sid included: `sha256:` and 64 hexadecimal digits
 * over the normal form.
 */
export function statementFingerprint(statement: PolicyStatement): string {
  return fingerprint(normalForm(statement));
}

/**
 * The same for a whole document: equal if `sameDocument` is true. An undefined
 * document has a fingerprint too.
 */
export function documentFingerprint(
  document: PolicyDocument | undefined,
): string {
  return fingerprint(documentForm(document));
}

/** The fingerprint of an undefined document. */
export const NOTHING = documentFingerprint(undefined);

/**
 * The same for the state before or after a change, which may be no document, such
 * as an attachment or the tags of a role.
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
