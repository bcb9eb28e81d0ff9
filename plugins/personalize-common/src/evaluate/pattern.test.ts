import fc from 'fast-check';
import {
  literalPattern,
  matchesIgnoringCase,
  matchesPattern,
  parsePattern,
  patternContains,
  patternsOverlap,
  patternText,
} from './pattern';

const matches = (pattern: string, text: string) =>
  matchesPattern(parsePattern(pattern), text);
const contains = (wide: string, narrow: string) =>
  patternContains(parsePattern(wide), parsePattern(narrow));
const overlap = (one: string, other: string) =>
  patternsOverlap(parsePattern(one), parsePattern(other));

/** Few letters, so that generated patterns and texts meet. */
const patterns = fc.string({
  unit: fc.constantFrom('a', 'b', '*', '?'),
  maxLength: 6,
});
const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 });

function asRegExp(pattern: string): RegExp {
  return new RegExp(
    `^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`,
    's',
  );
}

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
  ])('%s stands for %s: %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it('does what a regular expression does', () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(matches(pattern, text)).toBe(asRegExp(pattern).test(text));
      }),
    );
  });

  it('takes a literal * for itself', () => {
    expect(matchesPattern(literalPattern('a*'), 'a*')).toBe(true);
    expect(matchesPattern(literalPattern('a*'), 'ab')).toBe(false);
    expect(patternText(literalPattern('a*'))).toBe('a*');
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
  ])('%s contains %s: %s', (wide, narrow, expected) => {
    expect(contains(wide, narrow)).toBe(expected);
  });

  it('is never wrong with a yes', () => {
    fc.assert(
      fc.property(patterns, patterns, texts, (wide, narrow, text) => {
        fc.pre(contains(wide, narrow) && matches(narrow, text));
        expect(matches(wide, text)).toBe(true);
      }),
      { numRuns: 300 },
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
  ])('%s and %s: %s', (one, other, expected) => {
    expect(overlap(one, other)).toBe(expected);
    expect(overlap(other, one)).toBe(expected);
  });

  it('is a yes wherever a text is of both', () => {
    fc.assert(
      fc.property(patterns, patterns, texts, (one, other, text) => {
        const isOfBoth = matches(one, text) && matches(other, text);
        expect(isOfBoth && !overlap(one, other)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it('is a no wherever no short text is of both', () => {
    const short = ['', 'a', 'b'].flatMap(one =>
      ['', 'a', 'b'].flatMap(two =>
        ['', 'a', 'b'].flatMap(three =>
          ['', 'a', 'b'].map(four => one + two + three + four),
        ),
      ),
    );
    const tiny = fc.string({
      unit: fc.constantFrom('a', 'b', '*', '?'),
      maxLength: 2,
    });
    fc.assert(
      fc.property(tiny, tiny, (one, other) => {
        expect(overlap(one, other)).toBe(
          short.some(text => matches(one, text) && matches(other, text)),
        );
      }),
    );
  });
});
