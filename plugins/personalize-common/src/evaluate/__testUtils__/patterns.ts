import {
  matchesPattern,
  parsePattern,
  patternContains,
  patternsOverlap,
} from '../pattern';

/** The questions about patterns, asked with patterns as policies have them. */
export const matches = (pattern: string, text: string) =>
  matchesPattern(parsePattern(pattern), text);
export const contains = (wide: string, narrow: string) =>
  patternContains(parsePattern(wide), parsePattern(narrow));
export const overlap = (one: string, other: string) =>
  patternsOverlap(parsePattern(one), parsePattern(other));
