import {
  parsePattern,
  patternContains,
  patternsOverlap,
} from '../../evaluate/pattern';
import { asList, OneOrMany } from '../../policy/document';

/** An element and its negation: `Action` and `NotAction`, `Resource` and `NotResource`. */
interface Extent {
  named: OneOrMany<string> | undefined;
  left: OneOrMany<string> | undefined;
}

/** The actions of a statement. Actions compare without case. */
export function actionsOf(statement: {
  Action?: OneOrMany<string>;
  NotAction?: OneOrMany<string>;
}): Extent {
  return {
    named: lowered(statement.Action),
    left: lowered(statement.NotAction),
  };
}

/** The resources of a statement. A trust policy has only one. */
export function resourcesOf(statement: {
  Resource?: OneOrMany<string>;
  NotResource?: OneOrMany<string>;
}): Extent {
  const { Resource, NotResource } = statement;
  return Resource === undefined && NotResource === undefined
    ? { named: '*', left: undefined }
    : { named: Resource, left: NotResource };
}

function lowered(
  texts: OneOrMany<string> | undefined,
): OneOrMany<string> | undefined {
  return texts === undefined
    ? undefined
    : asList(texts).map(text => text.toLowerCase());
}

/** The parts of an extent: each named item, or everything that isn't left out. */
export function pieces({ named, left }: Extent): Extent[] {
  return left === undefined
    ? asList(named).map(text => ({ named: text, left: undefined }))
    : [{ named: undefined, left }];
}

/** Whether a part lies within an extent. A no may be wrong. */
export function isWithinExtent(piece: Extent, wide: Extent): boolean {
  const holds = (texts: OneOrMany<string> | undefined, text: string) =>
    asList(texts).some(one => contains(one, text));
  if (wide.left === undefined) {
    return piece.left === undefined
      ? asList(piece.named).every(text => holds(wide.named, text))
      : asList(wide.named).includes('*');
  }
  return piece.left === undefined
    ? !asList(wide.left).some(out =>
        asList(piece.named).some(text => overlaps(out, text)),
      )
    : asList(wide.left).every(out => holds(piece.left, out));
}

/** Whether an extent overlaps a pattern. */
export function touches({ named, left }: Extent, pattern: string): boolean {
  return left === undefined
    ? asList(named).some(text => overlaps(text, pattern))
    : !asList(left).some(out => contains(out, pattern));
}

/** An extent in words. */
export function extentWords({ named, left }: Extent): string {
  return left === undefined
    ? asList(named).join(', ')
    : `everything but ${asList(left).join(', ')}`;
}

function contains(wide: string, narrow: string): boolean {
  return /[*?]/.test(wide)
    ? patternContains(parsePattern(wide), parsePattern(narrow))
    : wide === narrow;
}

function overlaps(one: string, other: string): boolean {
  return patternsOverlap(parsePattern(one), parsePattern(other));
}
