import fs from 'node:fs/promises';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');

it('names tests that there are', async () => {
  const text = await fs.readFile(path.join(ROOT, 'docs/security.md'), 'utf8');
  const named = [...text.matchAll(/`([\w./]+\.test\.ts)`/g)].map(
    ([, name]) => name,
  );
  const there: string[] = [];
  for (const folder of ['tests/src', 'plugins', 'packages']) {
    const files = await fs.readdir(path.join(ROOT, folder), {
      recursive: true,
    });
    there.push(
      ...files
        .filter(
          file => file.endsWith('.test.ts') && !file.includes('node_modules'),
        )
        .map(file => path.join(folder, file)),
    );
  }

  expect(named.length).toBeGreaterThan(10);
  expect(
    named.filter(name => !there.some(file => `/${file}`.endsWith(`/${name}`))),
  ).toEqual([]);
});
