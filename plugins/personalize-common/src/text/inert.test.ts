import { ACTS, HOSTILE_TEXTS } from './__testUtils__/hostileTexts';
import { inertText } from './inert';

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
