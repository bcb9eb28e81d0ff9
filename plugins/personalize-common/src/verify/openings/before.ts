import { normalForm } from '../../policy/compare';
import {
  PolicyDocument,
  PolicyStatement,
  statementName,
  statementsOf,
} from '../../policy/document';
import { PolicyAtPlace } from '../access';
import { excessOf } from '../excess/excess';
import { Finding, finding } from '../finding';
import { removedDenyId, statementId } from '../ids';

/** Documents by place, as they were before a run changed them. */
export type DocumentsBefore = ReadonlyMap<string, PolicyDocument | undefined>;

/** A policy before the run. */
interface Before {
  statements: PolicyStatement[];
  /** Whether the policy had the same statement. */
  had(statement: PolicyStatement): boolean;
}

/** A policy before the run. Undefined if the run didn't change it. */
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

/** The Deny statements of a policy before the run that now deny less or are gone. */
export function removedDenies(
  { place, document }: PolicyAtPlace,
  before: DocumentsBefore | undefined,
): Finding[] {
  const was = before?.get(place);
  const all = statementsOf(was);
  return weakenedDenies(was, document).map(statement => {
    const index = all.indexOf(statement);
    return finding(
      {
        id: removedDenyId(place, statementId(all, index)),
        kind: 'deny-gone',
        outcome: 'failed',
        subjects: { place, name: statementName(statement, index) },
      },
      [statement],
    );
  });
}

/** The Deny statements of a document that a later document lacks or weakens. */
export function weakenedDenies(
  before: PolicyDocument | undefined,
  after: PolicyDocument | undefined,
): PolicyStatement[] {
  const denies = statementsOf(after).filter(isDeny);
  return statementsOf(before).filter(
    statement => isDeny(statement) && excessOf(statement, denies).length > 0,
  );
}

function isDeny({ Effect }: PolicyStatement): boolean {
  return Effect === 'Deny';
}
