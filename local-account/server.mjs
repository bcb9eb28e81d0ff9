// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const serverScript = fileURLToPath(new URL('./server.py', import.meta.url));

/**
 * Starts an empty local AWS account on a free port. It ends with this process,
 * even if this process is killed.
 *
 * @param {object} options
 * @param {string} options.python - interpreter of the environment that has moto
 * @returns {Promise<{ endpoint: string, pid: number, stop: () => Promise<void>
 * }>}
 */
export async function startServer({ python }) {
  const server = spawn(python, [serverScript, '--end-with-stdin'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const exited = once(server, 'exit');
  let complaints = '';
  server.stderr.setEncoding('utf8').on('data', text => {
    complaints = (complaints + text).slice(-4000);
  });

  const lines = createInterface({ input: server.stdout });
  const port = await Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    // Rejects if the interpreter is missing.
    exited.then(() => undefined),
  ]).catch(error => {
    throw new Error(
      `The local AWS account can't be started with ${python}: ${error.message}`,
    );
  });
  if (port === undefined || server.pid === undefined) {
    throw new Error(
      `The local AWS account stopped before it was ready: ${complaints.trim()}`,
    );
  }

  return {
    endpoint: `http://127.0.0.1:${port}`,
    pid: server.pid,
    async stop() {
      server.stdin.end();
      await exited;
    },
  };
}
