import fs from 'node:fs/promises';
import path from 'node:path';
import { withoutNpmVariables } from './environment.mjs';
import { layout } from './layout.mjs';
import { Problem, step } from './command.mjs';
import { registryProblem } from './registry-problem.mjs';
import { run } from './run.mjs';
import { MOTO_VERSION, OLDEST_PYTHON } from './versions.mjs';

const REQUIREMENT = `moto[server]==${MOTO_VERSION}`;
const OLDEST = OLDEST_PYTHON.join('.');

/**
 * Installs the server of the local AWS account, in its own virtual environment.
 *
 * @returns {Promise<string>} path of the Python that has it
 */
export function installLocalAccountServer() {
  return step(`Local AWS account (moto ${MOTO_VERSION})`, async note => {
    const python = path.join(layout.python, 'bin', 'python');
    const stamp = path.join(layout.python, 'installed');
    if (await isUsable(python, stamp)) {
      note('unchanged');
      return python;
    }

    const base = await findPython();
    await fs.rm(layout.python, { recursive: true, force: true });
    const env = withoutNpmVariables(process.env);
    const venv = await run(base, ['-m', 'venv', layout.python], { env });
    if (venv.code !== 0) {
      throw venvProblem(base, venv.output);
    }
    const install = await run(
      python,
      [
        ...['-m', 'pip', 'install', '--disable-pip-version-check'],
        // The account needs a small part of it; Python compiles that on its first start.
        '--no-compile',
        REQUIREMENT,
      ],
      { env },
    );
    if (install.code !== 0) {
      throw registryProblem(
        `${REQUIREMENT} could not be installed`,
        install.output,
        'PyPI',
      );
    }
    await fs.writeFile(stamp, `${REQUIREMENT}\n`);
    return python;
  });
}

/**
 * A virtual environment breaks when its Python is removed, so this runs it.
 *
 * @param {string} python
 * @param {string} stamp
 */
async function isUsable(python, stamp) {
  const installed = await fs.access(stamp).then(
    () => true,
    () => false,
  );
  return installed && (await run(python, ['--version'])).code === 0;
}

/**
 * The first Python in the PATH that is new enough; PYTHON names another one.
 *
 * @param {import('./environment.mjs').Environment} [env]
 */
export async function findPython(env = process.env) {
  const found = [];
  for (const name of env.PYTHON ? [env.PYTHON] : ['python3', 'python']) {
    const result = await run(
      name,
      ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'],
      { env },
    );
    if (result.code === 0) {
      const version = result.output.trim();
      if (isAtLeast(version)) {
        return name;
      }
      found.push(`${name} is ${version}`);
    }
  }
  throw new Problem(
    found.length
      ? `Python ${OLDEST} or newer is needed for the local AWS account; ${found.join(
          ', ',
        )}.`
      : `Python ${OLDEST} or newer is needed for the local AWS account, and none was found.`,
    'Install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python), or set the variable PYTHON to one that you have, then run the command again.',
  );
}

/** @param {string} version such as 3.11 */
function isAtLeast(version) {
  const [major, minor] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_PYTHON;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/**
 * @param {string} python
 * @param {string} output
 */
export function venvProblem(python, output) {
  if (/ensurepip|No module named '?venv/.test(output)) {
    return new Problem(
      `${python} can't make virtual environments: its venv module is missing.`,
      'On Debian and Ubuntu, install it with: apt-get install python3-venv. Then run the command again.',
    );
  }
  return new Problem(
    `${python} -m venv failed.`,
    `Its output:\n\n${output.trim()}`,
  );
}
