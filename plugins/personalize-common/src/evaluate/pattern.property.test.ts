import fc from 'fast-check';
import { contains, matches, overlap } from './__testUtils__/patterns';

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

describe('matchesPattern, of any pattern', () => {
  it('does what a regular expression does', () => {
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(matches(pattern, text)).toBe(asRegExp(pattern).test(text));
      }),
    );
  });
});

describe('patternContains, of any patterns', () => {
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

describe('patternsOverlap, of any patterns', () => {
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
