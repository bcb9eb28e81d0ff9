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

/** What happened to one owned statement. */
export interface StatementChange {
  sid: string;
  operation: 'create' | 'update' | 'delete';
}

/** A document after its owned statements were updated. */
export interface MergeResult {
  /** The input itself if nothing changed. Undefined if nothing is left. */
  document: PolicyDocument | undefined;
  changes: StatementChange[];
}

/**
 * Makes the owned statements of a document equal to those wanted: updates in place,
 * drops unwanted ones, appends new ones in Sid order. Foreign statements, their
 * order, `Id` and `Version` stay exactly as they are.
 *
 * @param document - as read from AWS; undefined if there is none
 * @param wanted - all owned statements that the document must have afterwards
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
