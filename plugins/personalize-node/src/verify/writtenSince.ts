import {
  Change,
  DocumentsBefore,
  HeldAccess,
  POLICY_VERSION,
  PolicyDocument,
  PolicyStatement,
  statementFingerprint,
  statementsOf,
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
 */
export function notOfTheRun(
  changes: readonly Change[],
  held: HeldAccess,
): DocumentsBefore {
  const after = documentsAfter(changes);
  const steps = documentSteps(changes);
  const now = new Map(
    policiesIn(held).map(({ place, document }) => [place, document]),
  );
  return new Map(
    [...documentsBefore(changes)].map(([place, document]) => [
      place,
      after.has(place)
        ? withStatements(document, [
            ...writtenBetween(steps.get(place) ?? []),
            ...writtenSince(after.get(place), now.get(place)),
          ])
        : document,
    ]),
  );
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
