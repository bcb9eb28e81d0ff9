import { oneLine } from './printable';

/** What makes emphasis, code, links, images, HTML, entities, footnotes and cells of tables. */
const PUNCTUATION = /[\\`*_[\]<>&~|!]/g;

/** What makes a heading, a list, a line or a task of what begins with it. */
const BEGINNING = /^(\s*)([#+=-]|\d+(?=[.)]))/;

/**
 * What is made a link without any markup: addresses and those of mail. Escaping
 * doesn't prevent it, for the links are looked for once escapes are resolved.
 * Source: GitHub Flavored Markdown, 6.9 Autolinks (extension), and
 * mdast-util-gfm-autolink-literal, with which the portal shows Markdown.
 */
const ADDRESS =
  /([a-z][a-z0-9+.-]{0,30}:\/\/\S*|www\.\S*|[-.\w+]{1,64}@[-\w]+(?:\.[-\w]+)+)/i;

/**
 * A text as Markdown that shows it as it is, in one line: nothing in it is a link,
 * an image, HTML or other markup. Addresses are shown as code.
 */
export function markdownText(text: string): string {
  // Splitting by a group leaves the addresses at the odd places.
  return oneLine(text)
    .split(ADDRESS)
    .map((part, index) =>
      index % 2 === 1 ? markdownCode(part) : escaped(part),
    )
    .join('')
    .replace(BEGINNING, beginningEscaped);
}

/** A text as code in Markdown on one line; it can't leave it. */
export function markdownCode(text: string): string {
  const code = oneLine(text);
  const runs = code.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(0, ...runs.map(run => run.length)) + 1);
  // A space at both ends is taken off again: CommonMark, 6.1 Code spans.
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
