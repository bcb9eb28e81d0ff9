import { oneLine } from './printable';

/** Characters of emphasis, code, links, images, HTML, entities, footnotes and table cells. */
const PUNCTUATION = /[\\`*_[\]<>&~|!]/g;

/** Matches starts of headings, lists, lines and tasks. */
const BEGINNING = /^(\s*)([#+=-]|\d+(?=[.)]))/;

/**
 * Web and mail addresses, which become links without any markup. Escaping doesn't
 * prevent it, because the parser looks for links after it resolves escapes.
 * Source: GitHub Flavored Markdown, 6.9 Autolinks (extension), and
 * mdast-util-gfm-autolink-literal, with which the portal shows Markdown.
 */
const ADDRESS =
  /([a-z][a-z0-9+.-]{0,30}:\/\/\S*|www\.\S*|[-.\w+]{1,64}@[-\w]+(?:\.[-\w]+)+)/i;

/**
 * A text as Markdown that shows exactly the text, in one line. Nothing in it
 * becomes a link, an image, HTML or other markup. Addresses are shown as code.
 */
export function markdownText(text: string): string {
  // Splitting by a group puts the addresses at the odd positions.
  return oneLine(text)
    .split(ADDRESS)
    .map((part, index) =>
      index % 2 === 1 ? markdownCode(part) : escaped(part),
    )
    .join('')
    .replace(BEGINNING, beginningEscaped);
}

/** A text as inline code in Markdown. Its content can't end the code. */
export function markdownCode(text: string): string {
  const code = oneLine(text);
  const runs = code.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map(run => run.length)) + 1);
  // Markdown strips a space at both ends: CommonMark, 6.1 Code spans.
  return /^[` ]|[` ]$/.test(code) || code === ''
    ? `${fence} ${code} ${fence}`
    : `${fence}${code}${fence}`;
}

function escaped(text: string): string {
  return text.replace(PUNCTUATION, '\\$&');
}

function beginningEscaped(_all: string, space: string, mark: string): string {
  return /\d/.test(mark) ? `${space}${mark}\\` : `${space}\\${mark}`;
}
