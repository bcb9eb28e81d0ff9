import { contains, matches, overlap } from './__testUtils__/patterns';
import {
  containment,
  literalPattern,
  matchesIgnoringCase,
  matchesPattern,
  parsePattern,
  patternText,
} from './pattern';

describe('matchesPattern', () => {
  it.each([
    ['s3:*', 's3:GetObject', true],
    ['s3:Get*', 's3:PutObject', false],
    ['s3:Get?bject', 's3:GetObject', true],
    ['?', '', false],
    ['*', '', true],
    ['', '', true],
    ['a*b*c', 'aXbYbZc', true],
    ['a.c', 'abc', false],
    ['S3:*', 's3:GetObject', false],
    ['a*', 'a\nb', true],
    ['', 'a', false],
    ['a', '', false],
    ['a', 'ab', false],
    ['ab', 'a', false],
    ['a?', 'a', false],
    ['??', 'ab', true],
    ['**a', 'a', true],
    ['*b', 'ab', true],
    ['*b', 'ba', false],
    ['a*a', 'a', false],
    ['a*b', 'axc', false],
    ['a*b*b', 'axb', false],
    ['?*', '', false],
  ])('%s stands for %s: %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it('takes a literal * for itself', () => {
    expect(matchesPattern(literalPattern('a*'), 'a*')).toBe(true);
    expect(matchesPattern(literalPattern('a*'), 'ab')).toBe(false);
    expect(patternText(literalPattern('a*'))).toBe('a*');
    expect(patternText(parsePattern('a*b?'))).toBe('a*b?');
  });

  it('ignores case where asked to', () => {
    expect(matchesIgnoringCase('STS:assume*', 'sts:AssumeRole')).toBe(true);
  });
});

describe('patternContains', () => {
  it.each([
    ['*', '*', true],
    ['a*', 'ab*', true],
    ['ab*', 'a*', false],
    ['a?', 'a?', true],
    ['a?', 'a*', false],
    ['a*', 'a?', true],
    ['?*', '*', false],
    ['*b', 'a*', false],
    ['data/*', 'data/in/*', true],
    ['data/*', 'data*', false],
    ['', '', true],
    ['', '*', false],
    ['*', '', true],
    ['*', 'a*b?', true],
    ['a*', '*', false],
    ['a', '?', false],
    ['?', '?', true],
    ['?*', '?', true],
    ['*b', '*ab', true],
    ['*a*', 'b*ab*', true],
    ['*a*', 'b*b*', false],
    ['a*c', 'ab*c', true],
    ['a*c', 'ab*', false],
    // True, but not seen: a ? stands for no part of a *.
    ['*?', '?*', false],
  ])('%s contains %s: %s', (wide, narrow, expected) => {
    expect(contains(wide, narrow)).toBe(expected);
  });
});

describe('containment', () => {
  it.each([
    ['a*', 'ab*', 'yes'],
    ['ab*', 'a*', 'unknown'],
    ['a*', 'b*', 'no'],
  ])('of %s in %s: %s', (wide, narrow, expected) => {
    expect(containment(parsePattern(wide), parsePattern(narrow))).toBe(
      expected,
    );
  });
});

describe('patternsOverlap', () => {
  it.each([
    ['a*', '*b', true],
    ['a*', 'b*', false],
    ['a?', 'ab*', true],
    ['a?c', 'a*d', false],
    ['', '*', true],
    ['', '?', false],
    ['', '', true],
    ['a', '', false],
    ['a', 'a', true],
    ['a', 'b', false],
    ['ab', 'a', false],
    ['?', 'a', true],
    ['?', '?', true],
    ['??', 'a', false],
    ['*', '*', true],
    ['**', '', true],
    ['a*', '', false],
    ['a*', '?', true],
    ['a*b', 'ab', true],
    ['a*b', 'a', false],
    ['*a', '*b', false],
    ['*ab', '?', false],
    ['*a*', 'b*', true],
    ['a*c*', '*b*d', true],
    ['a*c*e', '*b*d', false],
  ])('%s and %s: %s', (one, other, expected) => {
    expect(overlap(one, other)).toBe(expected);
    expect(overlap(other, one)).toBe(expected);
  });
});
