import { ACTS, HOSTILE_TEXTS } from './__testUtils__/hostileTexts';
import { markdownCode, markdownText } from './markdown';

// How the portal shows these is tested with what shows them, in the pages.

it.each([
  ['[click](https://evil.example)', '\\[click\\](`https://evil.example)`'],
  [
    '![x](https://evil.example/p.png)',
    '\\!\\[x\\](`https://evil.example/p.png)`',
  ],
  ['<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert(1)\\>'],
  ['a|b', 'a\\|b'],
  ['`code` ``', '\\`code\\` \\`\\`'],
  ['*a* _b_ ~c~ \\', '\\*a\\* \\_b\\_ \\~c\\~ \\\\'],
  ['&lt;b&gt;', '\\&lt;b\\&gt;'],
  ['see https://evil.example, now', 'see `https://evil.example,` now'],
  ['see WWW.evil.example', 'see `WWW.evil.example`'],
  ['ask eve@evil.example', 'ask `eve@evil.example`'],
  ['s3://reco-data/in', '`s3://reco-data/in`'],
  ['https://evil.example/`a`', '`` https://evil.example/`a` ``'],
  ['\u001b[2J', '\\\\u001b\\[2J'],
  ['a\n# b', 'a # b'],
  ['# b', '\\# b'],
  ['- b', '\\- b'],
  ['+ b', '\\+ b'],
  ['==', '\\=='],
  ['1. b', '1\\. b'],
  ['12) b', '12\\) b'],
  ['arn:aws:s3:::reco-data/in/', 'arn:aws:s3:::reco-data/in/'],
  ['Statement number 2 (no Sid)', 'Statement number 2 (no Sid)'],
])('%j is %p in Markdown', (text, markdown) => {
  expect(markdownText(text)).toBe(markdown);
});

it.each([
  ['arn:aws:s3:::reco-data', '`arn:aws:s3:::reco-data`'],
  ['a`b', '``a`b``'],
  ['`a', '`` `a ``'],
  ['a```b`', '```` a```b` ````'],
  ['a\n\nb', '`a b`'],
  ['', '`  `'],
])('%j is %p as code', (text, code) => {
  expect(markdownCode(text)).toBe(code);
});

it.each(HOSTILE_TEXTS)(
  '%s stays in its line, and acts on no terminal',
  (_what, text) => {
    for (const shown of [markdownText(text), markdownCode(text)]) {
      expect(shown).not.toMatch(ACTS);
      expect(shown).not.toContain('\n');
    }
  },
);
