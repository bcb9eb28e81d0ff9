import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Isolation, ISOLATIONS } from '../teams/team';
import { Attempt, ATTEMPTS, whoMay } from './__testUtils__/twoTeams';

describe('the table of what two teams in one account reach of each other', () => {
  it('stands in docs/teams.md', () => {
    const path = join(__dirname, '../../../../docs/teams.md');
    const [before, rest = ''] = readFileSync(path, 'utf8').split(
      '<!-- two teams -->\n',
    );
    const [, after = ''] = rest.split('<!-- end of two teams -->\n');
    const expected = `${before}<!-- two teams -->\n\n${table()}\n\n<!-- end of two teams -->\n${after}`;
    if (process.env.UPDATE_DOCS) {
      writeFileSync(path, expected);
    }

    expect(readFileSync(path, 'utf8')).toBe(expected);
  });
});

function table(): string {
  const head = [
    'People of one team try to',
    ...ISOLATIONS.map(one => `\`${one}\``),
  ];
  const rows = ATTEMPTS.map(one => [
    one.tries,
    ...ISOLATIONS.map(isolation => cell(isolation, one)),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map(row => row[column].length)),
  );
  const line = (cells: string[]) =>
    `| ${cells.map((text, i) => text.padEnd(widths[i])).join(' | ')} |`;
  return [
    line(head),
    `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`,
    ...rows.map(line),
  ].join('\n');
}

function cell(isolation: Isolation, { ask: asked, because }: Attempt): string {
  const presets = whoMay(isolation, asked);
  if (presets.length === 0) {
    return 'denied';
  }
  const allowed = `allowed: ${presets.join(', ')}`;
  return isolation === 'tags' && because ? `${allowed} (${because})` : allowed;
}
