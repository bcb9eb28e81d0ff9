import { ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { JsonObject } from '@backstage/types';
import { stringify } from 'yaml';
// The scripts are no package, and their folders are not to be spelled twice.
/* eslint-disable @backstage/no-relative-monorepo-imports */
import { ROOT } from '../../../scripts/lib/layout.mjs';
import { findFreePort } from '../../../scripts/lib/ports.mjs';
/* eslint-enable @backstage/no-relative-monorepo-imports */
import { AskedPortal, askAsGuest } from './guest';
import { Postgres } from './postgres';

/** The portal's backend in its own process, which a test may kill. */
export interface PortalProcess extends AskedPortal {
  /** Its output so far. */
  log(): string;
  /** Ends it as a power cut does. */
  kill(): Promise<void>;
  /** Ends it as an operator does. */
  stop(): Promise<void>;
}

/** The things that the portals of one test share. */
export interface PortalProcessOptions {
  postgres: Postgres;
  /** Address of the AWS account. */
  account: string;
  /** Overrides the local portal's configuration. */
  config?: JsonObject;
}

/** Starts a backend on PostgreSQL and waits until it answers. */
export async function startPortalProcess({
  postgres,
  account,
  config = {},
}: PortalProcessOptions): Promise<PortalProcess> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'portal-'));
  const port = await findFreePort();
  const address = `http://127.0.0.1:${port}`;
  const overlay = path.join(folder, 'app-config.yaml');
  const extra = path.join(folder, 'app-config.test.yaml');
  await fs.writeFile(
    overlay,
    stringify({
      backend: {
        baseUrl: address,
        listen: { host: '127.0.0.1', port },
        database: { client: 'pg', connection: postgres.connection },
      },
      catalog: {
        stitchingStrategy: { pollingInterval: { milliseconds: 100 } },
      },
      personalize: {
        accounts: [
          {
            accountId: '123456789012',
            name: 'local',
            regions: ['us-east-1'],
            endpoint: account,
          },
        ],
        identityCenter: { endpoint: account },
      },
    }),
  );
  await fs.writeFile(extra, stringify(config));

  let log = '';
  const child = spawn(
    process.execPath,
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      'src/index.ts',
      ...['--config', path.join(ROOT, 'app-config.yaml')],
      ...['--config', overlay],
      ...['--config', extra],
    ],
    {
      cwd: path.join(ROOT, 'packages/backend'),
      env: {
        ...process.env,
        NODE_ENV: 'development',
        NODE_OPTIONS: '',
        LOG_LEVEL: 'info',
      },
    },
  );
  child.stdout.on('data', chunk => {
    log += chunk;
  });
  child.stderr.on('data', chunk => {
    log += chunk;
  });
  const ended = endOf(child);
  await untilReady(address, ended, () => log);

  async function end(signal: NodeJS.Signals) {
    child.kill(signal);
    await ended;
    await fs.rm(folder, { recursive: true, force: true });
  }

  return {
    ...(await askAsGuest(address)),
    log: () => log,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

function endOf(child: ChildProcess): Promise<number | null> {
  // A test that stops early leaves no backend behind.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code => {
      process.removeListener('exit', kill);
      resolve(code);
    });
  });
}

async function untilReady(
  address: string,
  ended: Promise<number | null>,
  log: () => string,
): Promise<void> {
  let isEnded = false;
  void ended.then(() => {
    isEnded = true;
  });
  while (!(await isReady(address))) {
    if (isEnded) {
      throw new Error(`The backend ended before it was ready:\n${log()}`);
    }
    await setTimeout(100);
  }
}

async function isReady(address: string): Promise<boolean> {
  return fetch(`${address}/.backstage/health/v1/readiness`).then(
    ({ ok }) => ok,
    () => false,
  );
}
