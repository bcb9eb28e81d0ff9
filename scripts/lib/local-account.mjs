import path from 'node:path';
import { forWorkspace, withoutNpmVariables } from './environment.mjs';
import { ROOT } from './layout.mjs';
import { Problem } from './command.mjs';
import { untilReady } from './readiness.mjs';
import { lastLines, run } from './run.mjs';

const SERVER = path.join(ROOT, 'local-account', 'server.py');
const SEED = path.join(ROOT, 'local-account', 'seed.mjs');

/**
 * Starts an empty AWS account on this machine and returns its address.
 *
 * @param {import('./supervisor.mjs').Supervisor} supervisor
 * @param {string} python
 * @param {number} port
 * @param {string} [name] also of its log file
 */
export async function startLocalAccount(
  supervisor,
  python,
  port,
  name = 'local-account',
) {
  supervisor.start(name, python, [SERVER, '--port', String(port)], {
    cwd: ROOT,
    env: withoutNpmVariables(process.env),
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await supervisor.whileRunning(signal =>
    untilReady('local AWS account', `${endpoint}/moto-api/`, signal),
  );
  return endpoint;
}

/**
 * Fills the account with the content of a real one, and returns it as JSON.
 *
 * @param {import('./supervisor.mjs').Supervisor} supervisor
 * @param {string} node
 * @param {string} endpoint
 */
export async function seedLocalAccount(supervisor, node, endpoint) {
  const result = await supervisor.whileRunning(() =>
    run(node, [SEED, '--endpoint', endpoint], {
      cwd: ROOT,
      env: forWorkspace(node),
    }),
  );
  if (result.code !== 0) {
    throw new Problem(
      'The local AWS account could not be filled.',
      `Output of local-account/seed.mjs:\n\n${lastLines(result.output)}`,
    );
  }
  return lastLines(result.output, 1);
}
