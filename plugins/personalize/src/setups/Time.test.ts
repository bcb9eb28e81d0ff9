import { t } from '../__testUtils__/translation';
import { absoluteTime, relativeTime } from './Time';

const NOW = Date.parse('2026-11-25T09:30:00.000Z');

describe('a time', () => {
  it('is told in UTC, as CloudTrail tells it', () => {
    expect(absoluteTime('2026-11-25T09:30:00.000Z')).toBe(
      '25 Nov 2026, 09:30:00 UTC',
    );
  });

  it.each([
    ['2026-11-25T09:30:00.000Z', 'just now'],
    // The server's clock is ahead.
    ['2026-11-25T09:30:20.000Z', 'just now'],
    ['2026-11-25T09:29:01.000Z', 'just now'],
    ['2026-11-25T09:29:00.000Z', '1 minute ago'],
    ['2026-11-25T08:31:00.000Z', '59 minutes ago'],
    ['2026-11-25T07:00:00.000Z', '2 hours ago'],
    ['2026-11-24T09:30:00.000Z', 'yesterday'],
    ['2026-10-20T09:30:00.000Z', 'last month'],
    ['2024-11-20T09:30:00.000Z', '2 years ago'],
  ])('%s is %s', (at, expected) => {
    expect(relativeTime(at, NOW, t)).toBe(expected);
  });
});
