import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownFilter } from './module';

const TEMPLATES = [
  'personalize-permissions',
  'personalize-permissions-revoke',
  'personalize-user-access',
];

it('writes plain text into Markdown', () => {
  expect(markdownFilter.filter('Tag [a](https://evil.example)\n# b')).toBe(
    'Tag \\[a\\](`https://evil.example)` # b',
  );
});

// Messages about AWS may quote what others wrote there.
it.each(TEMPLATES)(
  'the output of %s shows nothing that was said without it',
  name => {
    const template = readFileSync(
      join(__dirname, '../../../templates', name, 'template.yaml'),
      'utf8',
    );
    const said =
      template.match(/\$\{\{ \w+\.(?:message|reason)\b.*?\}\}/g) ?? [];

    expect(said.length).toBeGreaterThan(0);
    expect(
      said.filter(one => !one.includes(`| ${markdownFilter.id} }}`)),
    ).toEqual([]);
  },
);
