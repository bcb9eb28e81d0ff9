import { ACTS, HOSTILE_TEXTS } from './__testUtils__/hostileTexts';
import {
  inertText,
  oneLine,
  printable,
  printableLines,
  printableName,
  quoted,
} from './printable';

describe.each(HOSTILE_TEXTS)('%s', (_what, text) => {
  it.each([
    ['printable', printable],
    ['a line', oneLine],
    ['a name', printableName],
    ['quoted', quoted],
  ])('doesn’t act once it is %s', (_name, show) => {
    expect(show(text)).not.toMatch(ACTS);
    expect(show(text)).not.toContain('\n');
    expect(printable(show(text))).toBe(show(text));
  });

  it('can’t end its quotation', () => {
    expect(quoted(text)).toMatch(/^"(?:[^"\\]|\\.)*"$/);
  });
});

it.each([
  ['\u001b[2J', '\\u001b[2J'],
  ['\u009b2J', '\\u009b2J'],
  ['\u007f', '\\u007f'],
  ['a\nERROR forged line', 'a\\nERROR forged line'],
  ['a\tb\r', 'a\\tb\\r'],
  ['\u2028', '\\u2028'],
  ['\u202Egnp.exe', '\\u202egnp.exe'],
  ['\u2067gnp.exe\u2069', '\\u2067gnp.exe\\u2069'],
  ['re\u200bco\ufeff', 're\\u200bco\\ufeff'],
  ['\u{e0041}', '\\u{e0041}'],
  ['a\ud800', 'a\\ud800'],
])('%j is shown as %p', (text, shown) => {
  expect(printable(text)).toBe(shown);
});

it.each([
  'Allow reads (2024)',
  'ünïcode',
  '日本語',
  '😀',
  'می\u200cخواهم',
  'a\\b',
])('%p stays as it is', text => {
  expect(printable(text)).toBe(text);
  expect(oneLine(text)).toBe(text);
  expect(printableName(text)).toBe(text);
});

it('what breaks a line becomes a space in a sentence, and stays between lines of ours', () => {
  expect(oneLine('a\r\n\tb\u2028c')).toBe('a b c');
  expect(printableLines('a\nb\u001b')).toBe('a\nb\\u001b');
});

it('a long name is cut, by characters', () => {
  expect(printableName('x'.repeat(64))).toBe('x'.repeat(64));
  expect(printableName('x'.repeat(65))).toBe(`${'x'.repeat(64)}…`);
  expect(quoted('😀'.repeat(20_000))).toBe(`"${'😀'.repeat(64)}…"`);
});

it.each(HOSTILE_TEXTS)(
  '%s is nothing in a mail, a chat or a page',
  (_what, text) => {
    const shown = inertText(text);

    expect(shown).not.toMatch(ACTS);
    // A tag, a mention of a chat, a link with a text, an address.
    expect(shown).not.toMatch(/[\n<>]|\]\(|:\/\/|www\./i);
  },
);

it.each([
  ['[click](https://evil.example)', '[click] (https: //evil.example)'],
  ['<!channel>', '‹!channel›'],
  ['<https://evil.example|click>', '‹https: //evil.example|click›'],
  [
    'Role my_role in account 012345678901 (us-east-1).',
    'Role my_role in account 012345678901 (us-east-1).',
  ],
])('%p is shown as %p', (text, shown) => {
  expect(inertText(text)).toBe(shown);
});
