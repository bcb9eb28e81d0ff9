import { Answer } from './answer';

/** A character, any one character (`?`), or any number of characters (`*`). */
type PatternToken = { literal: string } | 'one' | 'many';

/**
 * Text with wildcards, as IAM compares it. It is parsed because a `*` can also be a
 * plain character: written as `${*}`, or in an operator without wildcards.
 */
export type Pattern = readonly PatternToken[];

/** Reads `*` and `?` as wildcards. */
export function parsePattern(text: string): Pattern {
  return [...text].map(character => {
    switch (character) {
      case '*':
        return 'many';
      case '?':
        return 'one';
      default:
        return { literal: character };
    }
  });
}

/** Reads every character as a plain character. */
export function literalPattern(text: string): Pattern {
  return [...text].map(literal => ({ literal }));
}

/** The text of a pattern, with `*` and `?` as wildcards. */
export function patternText(pattern: Pattern): string {
  return pattern.map(tokenText).join('');
}

function tokenText(token: PatternToken): string {
  switch (token) {
    case 'many':
      return '*';
    case 'one':
      return '?';
    default:
      return token.literal;
  }
}

/** A pattern in lower case. */
export function lowerCasePattern(pattern: Pattern): Pattern {
  return pattern.map(token =>
    typeof token === 'string'
      ? token
      : { literal: token.literal.toLowerCase() },
  );
}

/** Whether a pattern has no wildcard. */
export function isLiteral(pattern: Pattern): boolean {
  return pattern.every(token => typeof token !== 'string');
}

/** Whether a token is this character. */
export function isCharacter(token: PatternToken, character: string): boolean {
  return literalOf(token) === character;
}

function literalOf(token: PatternToken): string | undefined {
  return typeof token === 'string' ? undefined : token.literal;
}

/** Whether a pattern matches a text. Case counts. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  return patternContains(pattern, literalPattern(text));
}

/** As {@link matchesPattern}, ignoring case. */
export function matchesIgnoringCase(text: string, value: string): boolean {
  const wanted = text.toLowerCase();
  const given = value.toLowerCase();
  const wildcard = wanted.search(/[*?]/);
  // Fast path: most actions have no wildcard, and a policy names dozens.
  return wildcard < 0
    ? wanted === given
    : given.startsWith(wanted.slice(0, wildcard)) &&
        matchesPattern(parsePattern(wanted), given);
}

/**
 * The number of equal characters at the start of both patterns, or -1 if the
 * characters differ before the first wildcard, as in most ARNs.
 */
function commonStart(one: Pattern, other: Pattern): number {
  const end = Math.min(one.length, other.length);
  for (let i = 0; i < end; i++) {
    const [a, b] = [literalOf(one[i]), literalOf(other[i])];
    if (a === undefined || b === undefined) {
      return i;
    }
    if (a !== b) {
      return -1;
    }
  }
  return end;
}

/**
 * Whether `wide` matches every text of `narrow`. A yes is proven: it treats the
 * wildcards of `narrow` as symbols that only an equal or wider wildcard covers. A
 * no may be wrong.
 *
 * @param mayTake - limits what a `*` of `wide` covers: whether the `*` at the first
 * index may cover the token of `narrow` at the second
 */
export function patternContains(
  wide: Pattern,
  narrow: Pattern,
  mayTake: (wideIndex: number, narrowIndex: number) => boolean = () => true,
): boolean {
  const start = commonStart(wide, narrow);
  if (start < 0) {
    return false;
  }
  // rest[j]: the rest of `wide` covers `narrow` from j on.
  let rest: boolean[] = narrow.map(() => false);
  rest.push(true);
  for (let i = wide.length - 1; i >= start; i--) {
    const next: boolean[] = [];
    for (let j = narrow.length; j >= start; j--) {
      next[j] =
        wide[i] === 'many'
          ? rest[j] || (j < narrow.length && mayTake(i, j) && next[j + 1])
          : j < narrow.length && accepts(wide[i], narrow[j]) && rest[j + 1];
    }
    rest = next;
  }
  return rest[start];
}

/** Whether `wide` matches every text of `narrow`. Unknown if it matches some. */
export function containment(wide: Pattern, narrow: Pattern): Answer {
  if (patternContains(wide, narrow)) {
    return 'yes';
  }
  return patternsOverlap(wide, narrow) ? 'unknown' : 'no';
}

function accepts(wide: PatternToken, narrow: PatternToken): boolean {
  return wide === 'one'
    ? narrow !== 'many'
    : literalOf(wide) === literalOf(narrow);
}

/** Whether a text exists that both patterns match. Exact. */
export function patternsOverlap(one: Pattern, other: Pattern): boolean {
  const start = commonStart(one, other);
  if (start < 0) {
    return false;
  }
  // rest[j]: the rest of `one`, and `other` from j on, have a text in common.
  let rest: boolean[] = [];
  for (let i = one.length; i >= start; i--) {
    const next: boolean[] = [];
    for (let j = other.length; j >= start; j--) {
      if (i === one.length && j === other.length) {
        next[j] = true;
      } else if (one[i] === 'many' || other[j] === 'many') {
        // The `*` ends here, or covers one more token of the other pattern.
        next[j] = rest[j] || (j < other.length && next[j + 1]);
      } else {
        next[j] =
          i < one.length &&
          j < other.length &&
          meet(one[i], other[j]) &&
          rest[j + 1];
      }
    }
    rest = next;
  }
  return rest[start];
}

function meet(one: PatternToken, other: PatternToken): boolean {
  return (
    typeof one === 'string' ||
    typeof other === 'string' ||
    one.literal === other.literal
  );
}
