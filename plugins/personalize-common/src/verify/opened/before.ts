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
  /** Tells whether something stood under its Sid that isn't shown. */
  mayHaveHad(statement: PolicyStatement): boolean;
}

/** What stood in a policy before the run; `undefined` where the run didn't change it. */
export function beforeOf(
  before: DocumentsBefore | undefined,
  place: string,
): Before | undefined {
  if (!before?.has(place)) {
    return undefined;
  }
  const all = statementsOf(before.get(place));
  const hidden = all.filter(isRedacted);
  const statements = all.filter(statement => !isRedacted(statement));
  const forms = new Set(statements.map(normalForm));
  return {
    statements,
    had: statement =>
      forms.has(normalForm(statement)) ||
      hidden.some(one => redactedOf(one) === statementFingerprint(statement)),
    mayHaveHad: statement =>
      hidden.some(
        one => one.Sid === statement.Sid && one.Effect === statement.Effect,
      ),
  };
}

/** Statements that were shown to nobody: `{ redacted: 'sha256:...' }`; see `redactForeign`. */
export function hiddenStatements(
  before: DocumentsBefore | undefined,
  place: string,
): PolicyStatement[] {
  return statementsOf(before?.get(place)).filter(isRedacted);
}

/** The fingerprint that stands for a statement. */
export function redactedOf(statement: PolicyStatement): string | undefined {
  return 'redacted' in statement && typeof statement.redacted === 'string'
    ? statement.redacted
    : undefined;
}

function isRedacted(statement: PolicyStatement): boolean {
  return redactedOf(statement) !== undefined;
}
