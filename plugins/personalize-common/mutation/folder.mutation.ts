import fs from 'node:fs';
import path from 'node:path';

/*
 * All tests of the folder, without those of random cases: what only luck finds
 * isn't held.
 */
const folder = path.join(__dirname, '../src', process.env.MUTATION_PIECE ?? '');

for (const file of fs.readdirSync(folder, {
  recursive: true,
  encoding: 'utf8',
})) {
  if (/(?<!\.property)\.test\.ts$/.test(file)) {
    require(path.join(folder, file));
  }
}
