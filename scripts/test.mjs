/*
 * npm test: types, lint and all tests except those in a browser, with a local
 * AWS account that they copy, and a PostgreSQL server on which they create
 * their own databases.
 *
 * npm test -- [--in-full] [parts of the paths of test files]: only these test
 * files. With --in-full, tests that otherwise try a sample try all cases.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { forWorkspace } from './lib/environment.mjs';
import { ROOT, layout, workspaceBin } from './lib/layout.mjs';
import { seedLocalAccount, startLocalAccount } from './lib/local-account.mjs';
import { findFreePort } from './lib/ports.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { runCommand, step } from './lib/command.mjs';
import { run } from './lib/run.mjs';
import { setUp } from './lib/setup.mjs';
import { Supervisor } from './lib/supervisor.mjs';
import { closingLine, ofJest, ofNodeTests, sum } from './lib/tally.mjs';

// Twice as many as small machines have cores, because tests wait for a good part of
// their time.
const WORKERS = 4;

/** @typedef {import('./lib/environment.mjs').Environment} Environment */

const { values: options, positionals: testFiles } = parseArgs({
  options: { 'in-full': { type: 'boolean', default: false } },
  allowPositionals: true,
});

await runCommand(async () => {
  const supervisor = new Supervisor();
  /** @type {import('./lib/postgres.mjs').Postgres | undefined} */
  let postgres;
  try {
    const { node, python } = await supervisor.whileRunning(setUp);
    const endpoint = await startLocalAccount(
      supervisor,
      python,
      await findFreePort(),
      'account-of-tests',
    );
    postgres = await step('PostgreSQL started', startPostgres);
    const env = {
      ...forWorkspace(node),
      // Backstage's own test databases use this server.
      BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING: connectionString(
        postgres.connection,
      ),
      // Otherwise the Backstage CLI watches for changes and never ends.
      CI: 'true',
      TESTS_IN_FULL: String(options['in-full']),
      // Tests start portals, which leave much garbage and soon fill the default
      // space.
      NODE_OPTIONS: '--max-semi-space-size=64',
      LOCAL_AWS_ENDPOINT: endpoint,
      LOCAL_AWS_SEEDED: await step('Local AWS account filled', () =>
        seedLocalAccount(supervisor, node, endpoint),
      ),
    };
    const tally = await supervisor.whileRunning(async () =>
      sum(
        await Promise.all([
          runJest(env),
          ...(testFiles.length === 0
            ? [runChecks(env), runNodeTests(node, env)]
            : []),
        ]),
      ),
    );
    console.log(closingLine(tally));
    return tally.failed === 0 && tally.passed > 0 ? 0 : 1;
  } finally {
    await postgres?.stop();
    await supervisor.stop();
  }
});

/** @param {import('./lib/postgres.mjs').PostgresConnection} connection */
function connectionString({ host, port, user, password }) {
  return `postgresql://${user}:${password}@${host}:${port}`;
}

/** @param {Environment} env */
async function runChecks(env) {
  return sum([
    await check('Types', workspaceBin('tsc'), [], env),
    await check(
      'Types of the scripts',
      workspaceBin('tsc'),
      ['--project', 'scripts'],
      env,
    ),
    await check('Lint', workspaceBin('backstage-cli'), ['repo', 'lint'], env),
  ]);
}

/**
 * A check that counts only if it fails.
 *
 * @param {string} title
 * @param {string} program
 * @param {string[]} args
 * @param {Environment} env
 */
function check(title, program, args, env) {
  return step(title, async note => {
    const { code, output } = await run(program, args, { cwd: ROOT, env });
    if (code === 0) {
      return { passed: 0, failed: 0 };
    }
    note('FAILED');
    console.log(output);
    return { passed: 0, failed: 1 };
  });
}

/**
 * The tests of these scripts.
 *
 * @param {string} node
 * @param {Environment} env
 */
function runNodeTests(node, env) {
  return step('Tests of the scripts', async note => {
    const { code, output } = await run(
      node,
      [
        '--test',
        `--test-concurrency=${WORKERS}`,
        '--test-reporter=tap',
        'scripts/test/*.test.mjs',
      ],
      { cwd: ROOT, env },
    );
    const tally = ofNodeTests(output);
    note(closingLine(tally));
    if (code !== 0) {
      console.log(output);
    }
    return tally;
  });
}

/** @param {Environment} env */
function runJest(env) {
  return step('Tests of the packages', async note => {
    const report = path.join(layout.cache, 'jest.json');
    await fs.rm(report, { force: true });
    await run(
      workspaceBin('backstage-cli'),
      [
        'repo',
        'test',
        `--maxWorkers=${WORKERS}`,
        // CI machines may be several times slower than a developer's.
        '--testTimeout=60000',
        '--json',
        `--outputFile=${report}`,
        ...testFiles,
      ],
      { cwd: ROOT, env, show: true },
    );
    const tally = await fs.readFile(report, 'utf8').then(
      text => ofJest(JSON.parse(text)),
      error => {
        throw new Error(`Jest ended without a report: ${error.message}`);
      },
    );
    note(closingLine(tally));
    return tally;
  });
}
