import { PolicyStatement } from '../../policy/document';
import { areAsStrict } from './conditions';
import {
  actionsOf,
  extentWords,
  isWithinExtent,
  pieces,
  resourcesOf,
} from './patterns';
import { includesParty, partiesOf, Party, partyWords } from './principals';

/** In what respect a statement goes beyond others. */
export type Dimension = 'principal' | 'action' | 'resource' | 'condition';

/** One way in which a statement goes beyond others. */
export type Excess = {
  dimension: Dimension;
  /** What goes beyond, in words. For a condition: its principal, action or resource. */
  values: string[];
};

/**
 * In what a statement covers more than others together. One of the others must
 * cover each combination of its principals, actions and resources, with conditions
 * that ask for no more. An empty result is a proof. A result may be wrong if only
 * several patterns together cover another.
 *
 * @param isNobody - whether a principal no longer stands for anybody
 */
export function excessOf(
  statement: PolicyStatement,
  others: readonly PolicyStatement[],
  isNobody: (party: Party) => boolean = () => false,
): Excess[] {
  const found: [Dimension, string][] = partiesOf(statement)
    .filter(party => !isNobody(party))
    .flatMap(party => {
      const ofParty = others.filter(other => includesParty(other, party));
      return ofParty.length > 0
        ? excessOfActions(statement, ofParty)
        : [['principal', partyWords(party)]];
    });
  return gathered(found);
}

function excessOfActions(
  statement: PolicyStatement,
  others: readonly PolicyStatement[],
): [Dimension, string][] {
  return pieces(actionsOf(statement)).flatMap(
    (action): [Dimension, string][] => {
      const ofAction = others.filter(other =>
        isWithinExtent(action, actionsOf(other)),
      );
      return ofAction.length > 0
        ? excessOfResources(statement, ofAction, actionWords(statement, action))
        : [['action', actionWords(statement, action)]];
    },
  );
}

function excessOfResources(
  statement: PolicyStatement,
  others: readonly PolicyStatement[],
  action: string,
): [Dimension, string][] {
  return pieces(resourcesOf(statement)).flatMap(
    (resource): [Dimension, string][] => {
      const ofResource = others.filter(other =>
        isWithinExtent(resource, resourcesOf(other)),
      );
      if (ofResource.length === 0) {
        return [['resource', extentWords(resource)]];
      }
      return ofResource.some(other =>
        areAsStrict(statement.Condition, other.Condition),
      )
        ? []
        : [['condition', action]];
    },
  );
}

/** Returns the spelling of the statement, because actions are compared in lower case. */
function actionWords(
  statement: PolicyStatement,
  action: ReturnType<typeof pieces>[number],
): string {
  const text = extentWords(action);
  return (
    pieces({ named: statement.Action, left: statement.NotAction })
      .map(extentWords)
      .find(words => words.toLowerCase() === text.toLowerCase()) ?? text
  );
}

function gathered(found: readonly [Dimension, string][]): Excess[] {
  const byDimension = new Map<Dimension, Set<string>>();
  for (const [dimension, value] of found) {
    byDimension.set(
      dimension,
      (byDimension.get(dimension) ?? new Set()).add(value),
    );
  }
  return [...byDimension].map(([dimension, values]) => ({
    dimension,
    values: [...values],
  }));
}

/** Whether statements open no more than others together. */
export function isContained(
  statements: readonly PolicyStatement[],
  others: readonly PolicyStatement[],
): boolean {
  return statements.every(
    statement => excessOf(statement, others).length === 0,
  );
}
