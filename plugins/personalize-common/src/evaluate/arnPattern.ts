import { Answer, answerOf } from './answer';
import {
  isCharacter,
  isLiteral,
  literalPattern,
  Pattern,
  patternContains,
  patternsOverlap,
} from './pattern';

/** `arn`, partition, service, Region, account, resource; the resource may contain colons. */
const COMPONENTS = 6;

/** The six components of an ARN pattern. Undefined if it has fewer. */
function componentsOf(pattern: Pattern): Pattern[] | undefined {
  const components: Pattern[] = [];
  let start = 0;
  for (let i = 0; i < pattern.length; i++) {
    if (components.length < COMPONENTS - 1 && isCharacter(pattern[i], ':')) {
      components.push(pattern.slice(start, i));
      start = i + 1;
    }
  }
  components.push(pattern.slice(start));
  return components.length === COMPONENTS ? components : undefined;
}

/**
 * Whether an ARN pattern matches a value, component by component. A wildcard
 * crosses a colon only in the resource.
 */
export function matchesArn(pattern: Pattern, value: string): Answer {
  const literal = literalPattern(value);
  if (componentsOf(pattern)) {
    return answerOf(arnPatternContains(pattern, literal));
  }
  // AWS doesn't document patterns with fewer components.
  return patternContains(pattern, literal) ? 'unknown' : 'no';
}

/** As {@link patternContains}, component by component. Never true for what isn't an ARN. */
export function arnPatternContains(wide: Pattern, narrow: Pattern): boolean {
  const wides = componentsOf(wide);
  const narrows = componentsOf(narrow);
  return (
    wides !== undefined &&
    narrows !== undefined &&
    wides.every((component, i) => patternContains(component, narrows[i]))
  );
}

/** Whether all wildcards of an ARN pattern are in its resource. */
export function namesOneAccount(pattern: Pattern): boolean {
  const components = componentsOf(pattern);
  return components !== undefined && components.slice(0, -1).every(isLiteral);
}

/**
 * What two ARN patterns have in common: `none`, a pattern, or `inexpressible` if no
 * single pattern covers it (`a*` and `*b`).
 */
export function arnPatternIntersection(
  one: Pattern,
  other: Pattern,
): Pattern | 'none' | 'inexpressible' {
  const ones = componentsOf(one);
  const others = componentsOf(other);
  if (!ones || !others) {
    return patternsOverlap(one, other) ? 'inexpressible' : 'none';
  }
  if (ones.some((component, i) => !patternsOverlap(component, others[i]))) {
    return 'none';
  }
  const common: Pattern[] = [];
  for (const [i, component] of ones.entries()) {
    if (patternContains(others[i], component)) {
      common.push(component);
    } else if (patternContains(component, others[i])) {
      common.push(others[i]);
    } else {
      return 'inexpressible';
    }
  }
  return common.flatMap((component, i) =>
    i === 0 ? component : [{ literal: ':' }, ...component],
  );
}
