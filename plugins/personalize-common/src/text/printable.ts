/*
 * Texts that others wrote: Sids, principals, tags, titles. Within a policy they are
 * data and stay as they are; nothing here may be used before a comparison, a hash
 * or an id is made. Where they are shown they must not act.
 */

/**
 * What a terminal, a log or a page obeys instead of showing it: control characters,
 * line separators, bidirectional and other invisible formatting, halves of
 * characters. The joiners U+200C and U+200D are letters' own business.
 */
const ACTING = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/gu;

const NAMED: Record<string, string> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A Sid of IAM may be longer, but nobody needs more of it to find the statement. */
const LONGEST_NAME = 64;

/**
 * A text without characters that act where it is shown. Each is replaced by how
 * JSON would write it, such as `\u001b`. Printing it again changes nothing.
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

/** The same in one line: what breaks a line becomes a space. For sentences. */
export function oneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' '));
}

/** The same for a text of ours that has several lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** The same for a name; of a long one the beginning. */
export function printableName(name: string): string {
  return printable(cut(name));
}

/** The same in quotes, as JSON would write it: what stands in them can't end them. */
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
 * A text for places that show it by rules of their own: a notification is plain
 * text on the portal's page, and whatever its processors make of it in a mail or a
 * chat, where escapes of one of them would be shown by the others. So it keeps to
 * characters that mean the same in all: nothing in it is a tag, a mention or a link.
 */
export function inertText(text: string): string {
  return oneLine(text)
    .replace(/</g, '‹')
    .replace(/>/g, '›')
    .replace(/\]\(/g, '] (')
    .replace(/:\/\//g, ': //')
    .replace(/\bwww\./gi, 'www .');
}
