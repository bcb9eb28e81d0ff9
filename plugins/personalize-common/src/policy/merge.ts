import { sameStatement } from './compare';
import {
  POLICY_VERSION,
  PolicyDocument,
  PolicyStatement,
  statementsOf,
} from './document';

/** An owned statement always has a Sid. */
export type OwnedStatement = PolicyStatement & { Sid: string };

/** Whether a statement of a document is this set-up's own. */
export type IsOwned = (statement: PolicyStatement, index: number) => boolean;

/** What became of one owned statement. */
export interface StatementChange {
  sid: string;
  operation: 'create' | 'update' | 'delete';
}

/** A document with the owned statements brought to what is wanted. */
export interface MergeResult {
  /** The input itself when nothing changed; `undefined` when nothing is left. */
  document: PolicyDocument | undefined;
  changes: StatementChange[];
}

/**
 * Brings the owned statements of a document to those wanted: updates in place,
 * drops what is no longer wanted, appends the new in Sid order. Foreign
 * statements, their order, `Id` and `Version` stay to the letter.
 *
 * @param document - as read from AWS; `undefined` where there is none
 * @param wanted - all owned statements that shall be there afterwards
 * @param isOwned - see {@link IsOwned}; a foreign statement is never touched
 */
export function mergeOwned(
  document: PolicyDocument | undefined,
  wanted: readonly OwnedStatement[],
  isOwned: IsOwned,
): MergeResult {
  const changes: StatementChange[] = [];
  const missing = new Map(wanted.map(statement => [statement.Sid, statement]));
  const merged: PolicyStatement[] = [];

  for (const [index, found] of statementsOf(document).entries()) {
    const sid = found.Sid;
    if (sid === undefined || !isOwned(found, index)) {
      merged.push(found);
      continue;
    }
    const replacement = missing.get(sid);
    missing.delete(sid);
    if (!replacement) {
      changes.push({ sid, operation: 'delete' });
    } else if (sameStatement(found, replacement)) {
      merged.push(found);
    } else {
      merged.push(replacement);
      changes.push({ sid, operation: 'update' });
    }
  }

  for (const sid of [...missing.keys()].sort()) {
    const statement = missing.get(sid);
    if (statement) {
      merged.push(statement);
      changes.push({ sid, operation: 'create' });
    }
  }

  if (changes.length === 0) {
    return { document, changes };
  }
  if (merged.length === 0) {
    return { document: undefined, changes };
  }
  return {
    document: document
      ? { ...document, Statement: merged }
      : { Version: POLICY_VERSION, Statement: merged },
    changes,
  };
}
