import { FAILED_CHECK, setupItem } from '../__testUtils__/setups';
import { csvName, setupsCsv } from './csv';

/** The line of one set-up, without the column names. */
const lineOf = (...item: Parameters<typeof setupItem>) =>
  setupsCsv([setupItem(...item)]).replace(/^.*?\r\n/, '');

describe('the set-ups as CSV', () => {
  it('have a line of column names, and a line each, as RFC 4180 ends them', () => {
    expect(setupsCsv([])).toBe(
      'name,title,status,account,region,role,owner,owner is gone,system,requested by,task,set up at,last check at,revoked at,failing checks,buckets,keys\r\n',
    );
    expect(lineOf({ accountId: '012345678901', ownerMissing: true })).toBe(
      'shop,,ok,012345678901,us-east-1,arn:aws:iam::123456789012:role/personalize/personalize-shop,group:default/recommendations,yes,,user:default/ana,7d9f2c1e-0000-4000-8000-000000000000,2026-11-20T08:00:00.000Z,2026-11-25T09:30:00.000Z,,,arn:aws:s3:::reco-data,\r\n',
    );
  });

  it.each([
    ['a, b', '"a, b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['plain', 'plain'],
    ['ünïcode', 'ünïcode'],
  ])('quote %p as %p', (title, expected) => {
    expect(lineOf({ title })).toMatch(new RegExp(`^shop,${expected},ok,`));
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
    ['\t=1', "'\t=1"],
    [' =1+1', "' =1+1"],
    ['\n=1', '"\'\n=1"'],
    ['＝1+1', "'＝1+1"],
    ['＠SUM(A1)', "'＠SUM(A1)"],
  ])('never are a formula: %p', (title, expected) => {
    expect(lineOf({ title }).startsWith(`shop,${expected},ok,`)).toBe(true);
  });

  it.each([
    ['\u001b[2J', '\\u001b[2J'],
    ['\u202Egnp.exe', '\\u202egnp.exe'],
    ['a\u2028b', 'a\\u2028b'],
  ])('act on nothing that shows them: %j', (title, expected) => {
    expect(lineOf({ title }).startsWith(`shop,${expected},ok,`)).toBe(true);
  });

  it('put several values of one field on lines of its own', () => {
    expect(
      lineOf({
        failing: [FAILED_CHECK, { ...FAILED_CHECK, title: 'Second' }],
        keys: ['k1', 'k2'],
      }),
    ).toContain(
      '"Personalize can read reco-data/input/\nSecond",arn:aws:s3:::reco-data,"k1\nk2"\r\n',
    );
  });

  it('are named after the day', () => {
    expect(csvName(new Date('2026-11-25T23:59:00Z'))).toBe(
      'personalize-set-ups-2026-11-25.csv',
    );
  });
});
