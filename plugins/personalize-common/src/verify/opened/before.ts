import { normalForm } from '../../policy/compare';
import {
  PolicyDocument,
  PolicyStatement,
  statementsOf,
} from '../../policy/document';
import { statementFingerprint } from '../../policy/fingerprint';

/** Documents by where they stand, as they were before a run changed them. */
export type DocumentsBefore = ReadonlyMap<string, PolicyDocument | undefined>;

/** What stood in a policy before the run. */
export interface Before {
  /** What can be read of it. */
  statements: PolicyStatement[];
  /** Tells whether a statement stood there as it is. */
  had(statement: PolicyStatement): boolean;
  /** Tells whether something that isn't shown, and is gone, stood under its Sid. */
  mayHaveHad(statement: PolicyStatement): boolean;
}

/**
 * What stood in a policy before the run; `undefined` where the run didn't change it.
 *
 * @param now - what stands there
 */
export function beforeOf(
  before: DocumentsBefore | undefined,
  place: string,
  now: readonly PolicyStatement[],
): Before | undefined {
  if (!before?.has(place)) {
    return undefined;
  }
  const all = statementsOf(before.get(place));
  const statements = all.filter(
    statement => redactedOf(statement) === undefined,
  );
  const forms = new Set(statements.map(normalForm));
  const hidden = all.filter(statement => !statements.includes(statement));
  const fingerprints = now.map(statementFingerprint);
  const gone = hidden.filter(
    one => !fingerprints.includes(redactedOf(one) ?? ''),
  );
  return {
    statements,
    had: statement =>
      forms.has(normalForm(statement)) ||
      hidden.some(one => redactedOf(one) === statementFingerprint(statement)),
    mayHaveHad: ({ Sid, Effect }) =>
      gone.some(one => one.Sid === Sid && one.Effect === Effect),
  };
}

/** What stands for a statement that isn't shown; see `redactForeign`. */
export function redactedOf(statement: PolicyStatement): string | undefined {
  return 'redacted' in statement && typeof statement.redacted === 'string'
    ? statement.redacted
    : undefined;
}
