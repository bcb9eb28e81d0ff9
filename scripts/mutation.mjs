/*
 * yarn mutation <piece>: lists the changes of the code that no test notices.
 * Fails if the tests notice fewer than 95 of 100. See CONTRIBUTING.md.
 */
import path from 'node:path';
import { ROOT } from './lib/layout.mjs';
import { Problem, runCommand } from './lib/command.mjs';
import { run } from './lib/run.mjs';

const STRYKER = '9.6.1';

/** The package of each piece, which is a folder in its `src`. */
const PACKAGES = new Map([
  ['ledger', 'personalize-backend'],
  ['documents', 'personalize-common'],
  ['evaluate', 'personalize-common'],
  ['policy', 'personalize-common'],
  ['service', 'personalize-common'],
  ['trust', 'personalize-common'],
]);

await runCommand(async () => {
  const [piece = '', ...more] = process.argv.slice(2);
  const folder = PACKAGES.get(piece);
  if (!folder) {
    throw new Problem(
      `There is no mutation testing of ${JSON.stringify(piece)}.`,
      `Choose one of: ${[...PACKAGES.keys()].join(', ')}.`,
    );
  }
  const { code } = await run(
    'yarn',
    [
      'dlx',
      ...['core', 'jest-runner'].flatMap(name => [
        '-p',
        `@stryker-mutator/${name}@${STRYKER}`,
      ]),
      'stryker',
      'run',
      path.join(ROOT, 'scripts/lib/stryker.config.mjs'),
      ...more,
    ],
    {
      cwd: path.join(ROOT, 'plugins', folder),
      env: { ...process.env, MUTATION_PIECE: piece },
      show: true,
    },
  );
  return code ?? 1;
});
