/*
 * Texts that others wrote: Sids, principals, tags, titles. In a policy they are
 * data and stay unchanged. Compare, hash or build ids before using these functions.
 * Shown texts must have no effect on the display.
 */

/**
 * Characters that a terminal, a log or a page obeys instead of showing: control
 * characters, line separators, bidirectional and other invisible formatting, halves
 * of characters. The joiners U+200C and U+200D are allowed, because scripts need
 * them.
 */
const ACTING = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu;

const NAMED: Record<string, string> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * The most characters of a name shown. A Sid of IAM can be longer, but this much is
 * enough to find the statement.
 */
const LONGEST_NAME = 64;

/**
 * Replaces characters that affect the display with their JSON escapes, such as
 * `\u001b`. Applying it twice changes nothing.
 */
export function printable(text: string): string {
  return text.replace(ACTING, character => {
    const code = character.codePointAt(0) ?? 0;
    const digits = code.toString(16).padStart(4, '0');
    return (
      NAMED[character] ?? (code > 0xffff ? `\\u{${digits}}` : `\\u${digits}`)
    );
  });
}

/** The same in one line, for sentences: a line break becomes a space. */
export function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' '));
}

/** The same for our own texts of several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** The same for a name. A long name is cut. */
export function printableName(name: string): string {
  return printable(cut(name));
}

/** The same in quotes, as a JSON string: the content can't end the quotes. */
export function quoted(name: string): string {
  return printable(JSON.stringify(cut(name)));
}

function cut(name: string): string {
  const characters = [...name];
  return characters.length > LONGEST_NAME
    ? `${characters.slice(0, LONGEST_NAME).join('')}…`
    : name;
}

/**
 * A text for places with display rules of their own. A notification is plain text
 * on the portal's page, but its processors may send it by mail or chat, and escapes
 * for one would be visible in the others. So it uses only characters that mean the
 * same everywhere: nothing in it is a tag, a mention or a link.
 */
export function inertText(text: string): string {
  return oneLine(text)
    .replace(/</g, '‹')
    .replace(/>/g, '›')
    .replace(/\]\(/g, '] (')
    .replace(/:\/\//g, ': //')
    .replace(/\bwww\./gi, 'www .');
}
