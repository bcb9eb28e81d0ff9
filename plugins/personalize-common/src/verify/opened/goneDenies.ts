import { Check } from '../../plan/change';
import {
  PolicyStatement,
  statementName,
  statementsOf,
} from '../../policy/document';
import { statementFingerprint } from '../../policy/fingerprint';
import { excessOf } from '../contain/excess';
import { PlacedPolicy } from '../heldAccess';
import { denyGone, statementId } from '../ids';
import { policyName } from '../words';
import { DocumentsBefore, redactedOf } from './before';

/** The Deny statements that stood in a policy before the run, and no longer deny as much. */
export function goneDenies(
  { place, document }: PlacedPolicy,
  before: DocumentsBefore | undefined,
): Check[] {
  const were = statementsOf(before?.get(place));
  const denies = statementsOf(document).filter(isDeny);
  return were.flatMap((was, index) =>
    isDeny(was) && !isStillDenied(was, denies)
      ? [
          {
            id: denyGone(place, statementId(were, index)),
            title: `The Deny ${statementName(
              was,
              index,
            )} that stood in ${policyName(
              place,
            )} before this run is gone or denies less`,
            outcome: 'failed' as const,
            remedy:
              'Put it back as it was, from the changes of the run or with its owner.',
          },
        ]
      : [],
  );
}

function isStillDenied(
  was: PolicyStatement,
  denies: readonly PolicyStatement[],
): boolean {
  const fingerprint = redactedOf(was);
  return fingerprint === undefined
    ? excessOf(was, denies).length === 0
    : denies.some(deny => statementFingerprint(deny) === fingerprint);
}

function isDeny({ Effect }: PolicyStatement): boolean {
  return Effect === 'Deny';
}
