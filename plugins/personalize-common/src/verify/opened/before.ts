import { normalForm } from '../../policy/compare';
import {
  PolicyDocument,
  PolicyStatement,
  statementsOf,
} from '../../policy/document';

/** Documents by where they stand, as they were before a run changed them. */
export type DocumentsBefore = ReadonlyMap<string, PolicyDocument | undefined>;

/** What stood in a policy before the run. */
interface Before {
  statements: PolicyStatement[];
  /** Whether a statement stood there as it is. */
  had(statement: PolicyStatement): boolean;
}

/** What stood in a policy before the run; `undefined` where the run didn't change it. */
export function beforeOf(
  before: DocumentsBefore | undefined,
  place: string,
): Before | undefined {
  if (!before?.has(place)) {
    return undefined;
  }
  const statements = statementsOf(before.get(place));
  const forms = new Set(statements.map(normalForm));
  return { statements, had: statement => forms.has(normalForm(statement)) };
}
