import {
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
  const were = statementsOf(before?.get(place));
  const denies = statementsOf(document).filter(isDeny);
  return were.flatMap((was, index) =>
    isDeny(was) && excessOf(was, denies).length > 0
      ? [
          finding(
            {
              id: denyGone(place, statementId(were, index)),
              kind: 'deny-gone',
              outcome: 'failed',
              subjects: { place, name: statementName(was, index) },
            },
            [was],
          ),
        ]
      : [],
  );
}

function isDeny({ Effect }: PolicyStatement): boolean {
  return Effect === 'Deny';
}
