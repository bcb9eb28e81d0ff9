import {
  ForeignPolicyError,
  PolicyDocument,
  staleForeignStatements,
  statementName,
  statementsOf,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { conflictOf, PolicyEdit } from '../../engine/policyChange';
import { PolicyHome } from '../../engine/policyHome';
import { Blocker, Remainder } from '../../engine/plan';

/** A document from which to remove the set-up's own statements. */
export interface SharedDocument {
  home: PolicyHome;
  document: PolicyDocument | undefined;
}

/** Which documents can be edited, and what happens to the others. */
export interface Editability<T extends SharedDocument> {
  editable: T[];
  blockers: Blocker[];
  kept: Remainder[];
}

/**
 * Finds the documents that can't be edited as they are: someone edited an own
 * statement, blocked the edit with another one, or left nothing else where the
 * document can't be empty. They stay and don't stop the rest.
 *
 * @param editOf - the edit that removes the own statements
 */
export function sortEditable<T extends SharedDocument>(
  things: readonly T[],
  editOf: (thing: T) => PolicyEdit,
): Editability<T> {
  const sorted: Editability<T> = { editable: [], blockers: [], kept: [] };
  for (const thing of things) {
    const obstacle = obstacleIn(thing, editOf(thing));
    if (obstacle) {
      const { resource, name } = thing.home;
      sorted.blockers.push({ kind: 'statement', resource, ...obstacle });
      sorted.kept.push({
        resource,
        reason: `${capital(
          name,
        )} stays as it is, with this set-up's statements: ${
          obstacle.unquoted ?? obstacle.message
        }`,
      });
    } else {
      sorted.editable.push(thing);
    }
  }
  return sorted;
}

function obstacleIn(
  { home, document }: SharedDocument,
  edit: PolicyEdit,
): Pick<Blocker, 'message' | 'unquoted'> | undefined {
  try {
    return document && !edit(document) && !home.remove
      ? {
          message: `${capital(
            home.name,
          )} has only this set-up's statements, and AWS requires at least one. Ask its owner to add a statement, then run again.`,
        }
      : undefined;
  } catch (error) {
    return conflictOf(error);
  }
}

/** Capitalizes a name for the start of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Statements that others added to our policy. */
export function foreignStatements(
  resource: string,
  policy: string,
  left: PolicyDocument | undefined,
): Blocker[] {
  return statementsOf(left).map((statement, index) => ({
    kind: 'statement',
    resource,
    message: `Somebody added statement ${statementName(
      statement,
      index,
    )} to ${policy}. Move it to a separate policy, or remove it.`,
  }));
}

/** Reports that our policy stays because others added statements. */
export function staysForOthers(arn: string): Remainder {
  return {
    resource: arn,
    reason: `Policy ${arn} stays with the statements that others added; this set-up's own are removed`,
  };
}

/**
 * Why a policy can't be changed: a foreign statement in it names a principal that no
 * longer exists.
 *
 * @param policy - the policy's name in messages
 * @param service - the service that refuses it
 * @param owner - who can fix it
 */
export function staleStatementError(
  { name, principals }: ReturnType<typeof staleForeignStatements>[number],
  policy: string,
  service: string,
  owner: string,
): ForeignPolicyError {
  const messageOf = (whom: string) =>
    `Statement ${name} in ${policy} names ${whom}, which no longer exists, so ${service} rejects every change of the policy. ` +
    `Ask ${owner} to fix that statement; we don't change it.`;
  return new ForeignPolicyError(
    messageOf(principals.join(', ')),
    messageOf('a principal'),
  );
}
