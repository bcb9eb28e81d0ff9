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

/** In what a statement goes beyond others. */
export type Dimension = 'principal' | 'action' | 'resource' | 'condition';

/** One way in which a statement goes beyond others. */
export type Excess = {
  dimension: Dimension;
  /** What is beyond, in words; of a condition the principal, action or resource that it is about. */
  values: string[];
};

/**
 * In what a statement covers more than others together. Each combination of one
 * of its principals, actions and resources must be covered by one of the others,
 * whose conditions must ask for no more. None is a proof; one may be told where
 * none is, for patterns that only together cover another.
 *
 * @param isNobody - principals that stand for nobody any more
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

/** As the statement writes it: compared are actions in lower case. */
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

/** Whether statements that open something open no more than others did. */
export function isContained(
  statements: readonly PolicyStatement[],
  others: readonly PolicyStatement[],
): boolean {
  return statements.every(
    statement => excessOf(statement, others).length === 0,
  );
}
