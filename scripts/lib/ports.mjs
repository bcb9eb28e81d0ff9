import net from 'node:net';
import { run } from './run.mjs';
import { Problem } from './command.mjs';

/**
 * @typedef {object} PortUse
 * @property {string} what such as "the frontend"
 * @property {number} port
 * @property {string} variable the environment variable that sets the port
 */

/**
 * Refuses to go on if a port is taken: we would mistake the program there for
 * ours.
 *
 * @param {PortUse[]} uses
 */
export async function requireFreePorts(uses) {
  const twice = uses.filter(
    ({ port }, index) => uses.findIndex(use => use.port === port) !== index,
  );
  if (twice.length) {
    throw new Problem(
      `Port ${twice[0].port} is set more than once.`,
      `Give ${uses
        .map(({ variable }) => variable)
        .join(', ')} different values.`,
    );
  }

  const taken = [];
  for (const use of uses) {
    if (await isTaken(use.port)) {
      taken.push({ ...use, holder: await findHolder(use.port) });
    }
  }
  if (taken.length) {
    throw new Problem(
      taken
        .map(
          ({ what, port, holder }) =>
            `Port ${port}, for ${what}, is taken${
              holder ? ` by ${holder}` : ''
            }.`,
        )
        .join('\n'),
      `Stop the program there, or choose another port, for example: ${taken
        .map(({ variable, port }) => `${variable}=${port + 1000}`)
        .join(' ')} npm start`,
    );
  }
}

/**
 * Whether anybody listens on the port of this machine. Needs both ways: on
 * macOS a port can be bound on 127.0.0.1 while another process holds it on all
 * addresses, and a connection alone misses a process that is too busy.
 *
 * @param {number} port
 */
export async function isTaken(port) {
  return (
    (await answers(port, '127.0.0.1')) ||
    (await answers(port, '::1')) ||
    !(await canListen(port, '127.0.0.1'))
  );
}

/** A free port, chosen by the system. */
export function findFreePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {net.AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * A port from the environment.
 *
 * @param {string} variable
 * @param {number} fallback
 * @param {import('./environment.mjs').Environment} [env]
 */
export function portFromEnvironment(variable, fallback, env = process.env) {
  const value = env[variable];
  if (!value) {
    return fallback;
  }
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Problem(
      `${variable} is "${value}", which is not a port.`,
      'Give a whole number from 1 to 65535.',
    );
  }
  return port;
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<boolean>}
 */
function answers(port, host) {
  return new Promise(resolve => {
    const socket = net.connect({ port, host, timeout: 1000 });
    /** @param {boolean} answer */
    const done = answer => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => done(true));
    socket.on('timeout', () => done(false));
    socket.on('error', () => done(false));
  });
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<boolean>}
 */
function canListen(port, host) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', error => {
      const { code } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code === 'EADDRINUSE') {
        resolve(false);
      } else if (code === 'EACCES') {
        reject(
          new Problem(
            `This user can't open port ${port}.`,
            'Choose a port above 1023.',
          ),
        );
      } else {
        reject(error);
      }
    });
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/**
 * The command and number of the process that holds a port, if a tool of the
 * system can tell.
 *
 * @param {number} port
 * @returns {Promise<string | undefined>}
 */
async function findHolder(port) {
  const pid = (await findHolderByLsof(port)) ?? (await findHolderBySs(port));
  if (!pid) {
    return undefined;
  }
  const { output } = await run('ps', ['-o', 'command=', '-p', pid]);
  const command = output.trim().slice(0, 100);
  return command ? `process ${pid}: ${command}` : `process ${pid}`;
}

/** @param {number} port */
async function findHolderByLsof(port) {
  const { output } = await run('lsof', [
    '-nP',
    `-iTCP:${port}`,
    '-sTCP:LISTEN',
    '-Fp',
  ]);
  return /^p(\d+)$/m.exec(output)?.[1];
}

/** @param {number} port */
async function findHolderBySs(port) {
  const { output } = await run('ss', ['-Hltnp', `sport = :${port}`]);
  return /pid=(\d+)/.exec(output)?.[1];
}
