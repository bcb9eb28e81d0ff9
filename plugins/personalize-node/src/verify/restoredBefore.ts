import {
  DocumentsBefore,
  HeldAccess,
  HeldRole,
  PlacedPolicy,
  PolicyStatement,
  statementFingerprint,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** Former documents as they were, as far as it can be told. */
export interface RestoredBefore {
  documents: DocumentsBefore;
  /** Places of which it can't be told what stood there before. */
  untold: string[];
}

/**
 * Puts back what `redactForeign` hid in former documents. A run of somebody who
 * may not read the statements of others hands on their fingerprints alone; what
 * still stands as it was is recognised by them.
 */
export function restoredBefore(
  before: DocumentsBefore,
  held: HeldAccess,
): RestoredBefore {
  const all = restoredStatements(before, held);
  const untold = [...all]
    .filter(([, document]) => statementsOf(document).some(isRedacted))
    .map(([place]) => place);
  return {
    documents: new Map([...all].filter(([place]) => !untold.includes(place))),
    untold,
  };
}

/**
 * Documents with what `redactForeign` hid in them put back, where it stands in
 * AWS as it was.
 */
export function restoredStatements(
  documents: DocumentsBefore,
  held: HeldAccess,
): DocumentsBefore {
  const now = new Map(
    policiesIn(held).map(({ place, document }) => [
      place,
      new Map(
        statementsOf(document).map(statement => [
          statementFingerprint(statement),
          statement,
        ]),
      ),
    ]),
  );
  return new Map(
    [...documents].map(([place, document]) => [
      place,
      document && {
        ...document,
        Statement: statementsOf(document).map(statement =>
          isRedacted(statement)
            ? now.get(place)?.get(statement.redacted) ?? statement
            : statement,
        ),
      },
    ]),
  );
}

/** A statement of which its fingerprint alone is known. */
export type RedactedStatement = PolicyStatement & { redacted: string };

/** Tells a statement that `redactForeign` hid. */
export function isRedacted(
  statement: PolicyStatement,
): statement is RedactedStatement {
  return 'redacted' in statement && typeof statement.redacted === 'string';
}

/** All policies of a set-up that were read. */
export function policiesIn({
  role,
  buckets,
  keys,
  people,
}: HeldAccess): PlacedPolicy[] {
  return [
    ...(role ? policiesOf(role) : []),
    ...buckets.map(({ policy }) => policy),
    ...keys.map(({ policy }) => policy),
    ...people.map(({ policy }) => policy),
    ...people.flatMap(({ principals }) =>
      principals.flatMap(({ role: peopleRole, policies = [] }) => [
        ...(peopleRole ? policiesOf(peopleRole) : []),
        ...policies,
      ]),
    ),
  ];
}

function policiesOf({ trust, policies }: HeldRole): PlacedPolicy[] {
  return [trust, ...policies];
}
