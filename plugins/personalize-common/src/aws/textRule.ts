/**
 * A rule for one text value. It is pure, so a form can apply it while a person
 * types, and an action before it calls AWS.
 */
export interface TextRule {
  /** What fits, as a clause that follows "... was given, but". */
  fits: string;
  /** Which rule the text breaks, as a clause of the same form. Undefined if the text fits. */
  broken(text: string): string | undefined;
}

/** A rule made of one pattern, which must match the whole text. */
export function patternRule(fits: string, pattern: RegExp): TextRule {
  return { fits, broken: text => (pattern.test(text) ? undefined : fits) };
}

/**
 * The code point of the first character that isn't allowed, for example `U+200B`.
 * Messages name it this way because many copied characters are invisible or look
 * like an allowed one.
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
