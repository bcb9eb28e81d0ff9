import {
  DocumentsBefore,
  HeldAccess,
  POLICY_VERSION,
  PolicyDocument,
  PolicyStatement,
  RunChanges,
  statementFingerprint,
  statementsOf,
  weakenedDenies,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  documentsAfter,
  documentsBefore,
  documentSteps,
  DocumentStep,
  policiesIn,
} from './changedDocuments';

/**
 * What a run isn't answerable for, wherever it changed a document: what stood
 * there before, and what somebody else wrote there between its changes or since.
 * It answers for a Deny that is gone where it took it away itself, or where it
 * was at work then: changes of a whole set-up tell nothing of when.
 */
export function notOfTheRun(
  { madeBy, changes }: Omit<RunChanges, 'since'>,
  held: HeldAccess,
): DocumentsBefore {
  const after = documentsAfter(changes);
  const steps = documentSteps(changes);
  const now = new Map(
    policiesIn(held).map(({ place, document }) => [place, document]),
  );
  return new Map(
    [...documentsBefore(changes)].map(([place, document]) => {
      if (!after.has(place)) {
        return [place, document];
      }
      const ofPlace = steps.get(place) ?? [];
      const all = withStatements(document, [
        ...writtenBetween(ofPlace),
        ...writtenSince(after.get(place), now.get(place)),
      ]);
      return [
        place,
        madeBy === 'task' ? all : withoutLifted(all, ofPlace, now.get(place)),
      ];
    }),
  );
}

/** Without the Deny statements that are gone and that no change took away. */
function withoutLifted(
  document: PolicyDocument | undefined,
  steps: readonly DocumentStep[],
  now: PolicyDocument | undefined,
): PolicyDocument | undefined {
  const taken = new Set(
    steps
      .flatMap(({ before, after }) => weakenedDenies(before, after))
      .map(statementFingerprint),
  );
  const lifted = weakenedDenies(document, now).filter(
    statement => !taken.has(statementFingerprint(statement)),
  );
  return document && lifted.length > 0
    ? {
        ...document,
        Statement: statementsOf(document).filter(one => !lifted.includes(one)),
      }
    : document;
}

/** A change that found more than the one before it had left. */
function writtenBetween(steps: readonly DocumentStep[]): PolicyStatement[] {
  return steps.flatMap(({ before }, index) =>
    index === 0 ? [] : writtenSince(steps[index - 1].after, before),
  );
}

function writtenSince(
  after: PolicyDocument | undefined,
  now: PolicyDocument | undefined,
): PolicyStatement[] {
  const left = new Set(statementsOf(after).map(statementFingerprint));
  return statementsOf(now).filter(
    statement => !left.has(statementFingerprint(statement)),
  );
}

function withStatements(
  document: PolicyDocument | undefined,
  more: PolicyStatement[],
): PolicyDocument | undefined {
  return more.length > 0
    ? {
        Version: POLICY_VERSION,
        ...document,
        Statement: [...statementsOf(document), ...more],
      }
    : document;
}
