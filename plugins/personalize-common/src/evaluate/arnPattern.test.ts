import {
  arnPatternContains,
  arnPatternIntersection,
  matchesArn,
  namesOneAccount,
} from './arnPattern';
import { parsePattern, patternText } from './pattern';

const OWN = 'arn:aws:personalize:us-east-1:012345678901';

describe('matchesArn', () => {
  it.each([
    [`${OWN}:*`, `${OWN}:dataset-group/shop`, 'yes'],
    [`${OWN}:*`, `${OWN}:a:b`, 'yes'],
    [`${OWN}:*`, OWN, 'no'],
    ['arn:aws:personalize:*:012345678901:*', `${OWN}:campaign/x`, 'yes'],
    ['arn:*:*:*:*:*', `${OWN}:campaign/x`, 'yes'],
    // The * of the Region doesn't reach over the account.
    ['arn:aws:personalize:*:campaign/x', `${OWN}:campaign/x`, 'unknown'],
    [
      'arn:aws:personalize:*:012345678901:x',
      'arn:aws:personalize:us-east-1:999999999999:y:012345678901:x',
      'no',
    ],
    [`ARN${OWN.slice(3)}:*`, `${OWN}:x`, 'no'],
    ['*', `${OWN}:x`, 'unknown'],
    ['*', 'text', 'unknown'],
    ['text', `${OWN}:x`, 'no'],
    ['arn:aws:s3:::*', 'text', 'no'],
  ])('%s, %s: %s', (pattern, value, expected) => {
    expect(matchesArn(parsePattern(pattern), value)).toBe(expected);
  });
});

describe('arnPatternContains', () => {
  it.each([
    [`${OWN}:*`, `${OWN}:dataset-group/*`, true],
    [`${OWN}:dataset-group/*`, `${OWN}:*`, false],
    [`${OWN}:*`, 'arn:aws:personalize:*:012345678901:*', false],
    ['arn:aws:personalize:*:012345678901:*', `${OWN}:*`, true],
    ['*', `${OWN}:*`, false],
    [`${OWN}:*`, '*', false],
  ])('%s contains %s: %s', (wide, narrow, expected) => {
    expect(arnPatternContains(parsePattern(wide), parsePattern(narrow))).toBe(
      expected,
    );
  });
});

describe('arnPatternIntersection', () => {
  it.each([
    [
      'arn:aws:personalize:*:012345678901:dataset-group/*',
      `${OWN}:*`,
      `${OWN}:dataset-group/*`,
    ],
    [`${OWN}:*`, 'arn:aws:personalize:eu-*:*:*', 'none'],
    [`${OWN}:a*`, `${OWN}:*b`, 'inexpressible'],
    ['*', `${OWN}:*`, 'inexpressible'],
    ['arn:aws:s3*', `${OWN}:*`, 'none'],
    [`${OWN}:*`, 'arn:aws:s3*', 'none'],
    [`${OWN}:*`, '*', 'inexpressible'],
    [`${OWN}:a:*`, 'arn:*:*:*:*:a:b', `${OWN}:a:b`],
    [`${OWN}:x`, `${OWN}:x`, `${OWN}:x`],
    [`${OWN}:x`, `${OWN}:y`, 'none'],
    // As text they have something in common, as ARNs they don't.
    ['arn:aws:*:x', 'arn:aws:s3:::y:x', 'inexpressible'],
    ['arn:aws:s3:::*:x', 'arn:aws:s3:a:b:x', 'none'],
  ])('of %s and %s is %s', (one, other, expected) => {
    const common = arnPatternIntersection(
      parsePattern(one),
      parsePattern(other),
    );
    expect(typeof common === 'string' ? common : patternText(common)).toBe(
      expected,
    );
  });
});

describe('namesOneAccount', () => {
  it.each([
    [`${OWN}:*`, true],
    ['arn:aws:personalize:*:012345678901:*', false],
    [OWN, false],
  ])('%s: %s', (pattern, expected) => {
    expect(namesOneAccount(parsePattern(pattern))).toBe(expected);
  });
});
