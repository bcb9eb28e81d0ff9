/** What somebody may call a statement, and what each would do where it is shown as it is. */
export const HOSTILE_TEXTS: [string, string][] = [
  ['a link', '[click](https://evil.example)'],
  ['an image', '![x](https://evil.example/p.png)'],
  ['HTML', '<img src=x onerror=alert(1)>'],
  ['a cell of a table', 'a|b'],
  ['code', '`code`'],
  ['an escape of a terminal', '\u001b[2J'],
  ['an escape in one byte', '\u009b2J'],
  ['a line of a log', 'a\nERROR forged line'],
  ['a line that begins anew', 'a\r\u2028\u2029forged'],
  ['text from right to left', '\u202Egnp.exe'],
  ['text from right to left, isolated', '\u2067gnp.exe'],
  ['an address', 'https://evil.example'],
  ['an address without a scheme', 'www.evil.example'],
  ['an address of mail', 'eve@evil.example'],
  ['a formula', '=HYPERLINK("https://evil.example")'],
  ['the end of a quotation', 'a" in bucket b is fine. Statement "c'],
  ['half a character', 'a\ud800'],
];

/** What acts where it is shown, but for the line feed. */
export const ACTS = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cf}]/u;
