import { oneLine } from './printable';

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
