import { MarkdownContent } from '@backstage/core-components';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  markdownCode,
  markdownText,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { screen } from '@testing-library/react';

/*
 * The scaffolder shows the output text of a template, and the catalog the
 * description of an entity, with MarkdownContent. Text that the product writes
 * there must be displayed unchanged.
 */

/**
 * Every Markdown construct that a text could contain, and some of their parts.
 */
const HOSTILE = [
  '[click](https://evil.example)',
  '![x](https://evil.example/p.png)',
  '[click][1]',
  '<https://evil.example>',
  '<img src="https://evil.example/p.png" onerror=alert(1)>',
  '<a href="https://evil.example">click</a>',
  '<!-- hidden -->',
  'a|b',
  '`code`',
  '``` code',
  'https://evil.example',
  'HTTPS://evil.example/`a`',
  '\\https://evil.example',
  '`https://evil.example',
  'see https://evil.example, or www.evil.example and eve@evil.example.',
  '(www.evil.example)',
  'mailto:eve@evil.example',
  'x_https://evil.example_',
  '*a* **b** _c_ ~~d~~',
  '&lt;b&gt; &#91;',
  '\\[click\\](https\\://evil.example)',
  '[^1]',
  '# a heading',
  '- an item',
  '+ an item',
  '1. an item',
  '1) an item',
  '> a quotation',
  '---',
  '===',
  '[ ] a task',
  '=HYPERLINK("https://evil.example")',
];

const IS_MARKUP =
  'a, img, del, em, strong, pre, h1, h2, h3, hr, ol, blockquote, table, input, sup';

async function shown(markdown: string): Promise<HTMLElement> {
  renderInTestApp(
    <div data-testid="markdown">
      <MarkdownContent content={`Before\n\n- ${markdown}\n\nAfter`} />
    </div>,
  );
  return screen.findByTestId('markdown');
}

it.each(HOSTILE)('%p is shown as it is', async text => {
  const page = await shown(`${markdownText(text)} and more`);

  expect(page.querySelectorAll('li')).toHaveLength(1);
  expect(page.querySelector('li')?.textContent).toBe(`${text} and more`);
  expect(page.querySelector(IS_MARKUP)).toBeNull();
});

it.each(HOSTILE)('%p is shown as it is as code', async text => {
  const page = await shown(`Created ${markdownCode(text)}`);

  expect(page.querySelector('li code')?.textContent).toBe(text);
  expect(page.querySelector('li')?.textContent).toBe(`Created ${text}`);
  expect(page.querySelector(IS_MARKUP)).toBeNull();
});

it('a line that was broken is one', async () => {
  const page = await shown(markdownText('a\n\n# b\n[1]: https://evil.example'));

  expect(page.querySelector('li')?.textContent).toBe(
    'a # b [1]: https://evil.example',
  );
  expect(page.querySelector(IS_MARKUP)).toBeNull();
});

// The risk: the same text without escaping.
it.each([
  ['[click](https://evil.example)', 'a'],
  ['https\\://evil.example', 'a'],
  ['<img src="https://evil.example/p.png">', 'img'],
])('%p is markup by itself', async (markdown, element) => {
  expect((await shown(markdown)).querySelector(element)).not.toBeNull();
});
