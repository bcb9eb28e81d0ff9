import {
  PolicyDocument,
  PolicyStatement,
  statementName,
  statementsOf,
} from '../../policy/document';
import { excessOf } from '../contain/excess';
import { Finding, finding } from '../finding';
import { PlacedPolicy } from '../heldAccess';
import { denyGone, statementId } from '../ids';
import { DocumentsBefore } from './before';

/** The Deny statements that stood in a policy before the run, and no longer deny as much. */
export function goneDenies(
  { place, document }: PlacedPolicy,
  before: DocumentsBefore | undefined,
): Finding[] {
  const was = before?.get(place);
  const all = statementsOf(was);
  return weakenedDenies(was, document).map(statement => {
    const index = all.indexOf(statement);
    return finding(
      {
        id: denyGone(place, statementId(all, index)),
        kind: 'deny-gone',
        outcome: 'failed',
        subjects: { place, name: statementName(statement, index) },
      },
      [statement],
    );
  });
}

/** The Deny statements of a document that a later one has no longer, or that deny less there. */
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
