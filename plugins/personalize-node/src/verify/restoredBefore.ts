import {
  DocumentsBefore,
  HeldAccess,
  HeldRole,
  PlacedPolicy,
  PolicyDocument,
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
  const restored = new Map<string, PolicyDocument | undefined>();
  const untold: string[] = [];
  for (const [place, document] of before) {
    const statements = statementsOf(document).map(statement =>
      isRedacted(statement)
        ? now.get(place)?.get(statement.redacted)
        : statement,
    );
    const known = statements.flatMap(statement => statement ?? []);
    if (known.length < statements.length) {
      untold.push(place);
    } else {
      restored.set(place, document && { ...document, Statement: known });
    }
  }
  return { documents: restored, untold };
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
