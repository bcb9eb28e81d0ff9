import { parseAcceptRequest } from './accept';

const NOW = new Date('2026-11-30T12:00:00.000Z');
const ASKED = {
  name: 'shop',
  check: 'elsewhere:arn:aws:s3:::reco',
  reason: 'Finance reads it, too.',
};

describe('accepting a finding', () => {
  it('lasts 90 days unless somebody says otherwise', () => {
    expect(parseAcceptRequest(ASKED, NOW)).toEqual({
      ...ASKED,
      until: '2027-02-28T12:00:00.000Z',
    });
  });

  it.each([
    ['2026-12-01', '2026-12-01T00:00:00.000Z'],
    ['2027-11-30T12:00:00Z', '2027-11-30T12:00:00.000Z'],
  ])('lasts until %s', (until, expected) => {
    expect(parseAcceptRequest({ ...ASKED, until }, NOW).until).toBe(expected);
  });

  it.each([
    ['until', '2026-11-30'],
    ['until', '2027-11-30T12:00:01Z'],
    ['until', 'next year'],
    ['until', '1'],
    ['reason', '  '],
    ['reason', 'x'.repeat(1001)],
    ['check', ''],
    ['name', 'no name'],
  ])('is refused with %s %j', (field, value) => {
    expect(() => parseAcceptRequest({ ...ASKED, [field]: value }, NOW)).toThrow(
      new RegExp(`${field}`),
    );
  });

  it('is refused without a reason', () => {
    const { reason, ...rest } = ASKED;
    expect(() => parseAcceptRequest(rest, NOW)).toThrow(/reason/);
  });
});
