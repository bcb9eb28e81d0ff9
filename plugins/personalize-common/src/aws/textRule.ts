/**
 * A rule for one text value. Pure, so that a form can apply it while a person
 * types and an action before it calls AWS.
 */
export interface TextRule {
  /** What fits, as a clause that can follow "... was given, but". */
  fits: string;
  /** What the text breaks, as such a clause too; `undefined` when it fits. */
  broken(text: string): string | undefined;
}

/** A rule that one pattern decides. The pattern has to match the whole text. */
export function patternRule(fits: string, pattern: RegExp): TextRule {
  return { fits, broken: text => (pattern.test(text) ? undefined : fits) };
}

/**
 * The code point of the first character that isn't among the allowed ones, for
 * example `U+200B`. A message has to name it this way: many characters that get
 * into a name by copying can't be seen, or look like an allowed one.
 *
 * @param allowed - matches one allowed character; not global
 */
export function firstOutside(
  text: string,
  allowed: RegExp,
): string | undefined {
  const character = [...text].find(candidate => !allowed.test(candidate));
  const codePoint = character?.codePointAt(0);
  return codePoint === undefined
    ? undefined
    : `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
}
