import { DecidingStatement, NamedPolicy } from '../evaluate/findings';
import { PolicyStatement, statementsOf } from '../policy/document';
import { PolicyAtPlace } from './access';
import { Finding, StatementPointer } from './finding';

/** A statement, its place, and the other statements there. */
export interface StatementAtPlace {
  place: string;
  /** The position in the document, from 0. */
  index: number;
  statement: PolicyStatement;
  /** All statements of the document, in order. */
  all: readonly PolicyStatement[];
}

/** The statements of several policies, in order. */
export function statementsAtPlaces(
  policies: readonly PolicyAtPlace[],
): StatementAtPlace[] {
  return policies.flatMap(({ place, document }) => {
    const all = statementsOf(document);
    return all.map((statement, index) => ({ place, index, statement, all }));
  });
}

/** The existing policies, named by their places. */
export function namedPolicies(
  policies: readonly PolicyAtPlace[],
): NamedPolicy[] {
  return policies.flatMap(({ place, document }) =>
    document ? [{ name: place, document }] : [],
  );
}

/** The place of a statement. */
export function pointerTo({
  place,
  index,
  statement,
}: Pick<StatementAtPlace, 'place' | 'index' | 'statement'>): StatementPointer {
  return {
    document: place,
    ...(statement.Sid === undefined ? {} : { sid: statement.Sid }),
    index,
  };
}

/** The same for the deciding statement of a decision. */
export function pointerToDeciding({
  document,
  index,
  statement,
}: DecidingStatement): StatementPointer {
  return pointerTo({ place: document, index, statement });
}

/** The statement that decides a finding, if there is one. */
export function decidedBy(
  placed: StatementAtPlace | undefined,
): Pick<Finding, 'statement'> {
  return placed ? { statement: pointerTo(placed) } : {};
}
