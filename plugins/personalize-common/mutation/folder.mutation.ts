import fs from 'node:fs';
import path from 'node:path';

/*
 * All tests of the folder, without those of random cases: what only luck finds
 * isn't held. Nor those of tables in docs, which a mutant's folder doesn't have. What
 * policies make of the service's own requests is tested with the service.
 */
const piece = process.env.MUTATION_PIECE ?? '';

for (const name of piece === 'evaluate' ? [piece, 'service'] : [piece]) {
  const folder = path.join(__dirname, '../src', name);
  for (const file of fs.readdirSync(folder, {
    recursive: true,
    encoding: 'utf8',
  })) {
    if (/(?<!\.(?:property|guide))\.test\.ts$/.test(file)) {
      require(path.join(folder, file));
    }
  }
}
