import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const COMMAND = fixture('command.mjs');
const LAUNCHER = fixture('launcher.mjs');

/** @param {string} name */
function fixture(name) {
  return fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
}

/**
 * @param {string[]} args
 */
async function start(args) {
  const { npm_lifecycle_event: _, ...env } = process.env;
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  const ended = once(child, 'exit');
  let complaints = '';
  child.stderr.on('data', data => {
    complaints += data;
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const [service, grandchild, command] =
    String(line).match(/\d+/g)?.map(Number) ?? [];
  return {
    child,
    ended,
    complaints: () => complaints,
    pids: { service, grandchild, command },
  };
}

/** @param {number[]} pids */
async function assertAllEnd(pids) {
  const deadline = Date.now() + 15_000;
  while (pids.some(isAlive)) {
    assert.ok(Date.now() < deadline, `still there: ${pids.filter(isAlive)}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

// All at once, because each waits until the time of a stubborn service is over.
describe('services', { concurrency: true }, () => {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    test(`${signal} ends the command well and leaves nothing behind`, async () => {
      const { child, ended, pids } = await start([COMMAND]);
      child.kill(signal);
      assert.deepEqual(await ended, [0, null]);
      await assertAllEnd(Object.values(pids));
    });
  }

  test('a command that is killed leaves nothing behind', async () => {
    const { child, pids } = await start([COMMAND]);
    child.kill('SIGKILL');
    await assertAllEnd(Object.values(pids));
  });

  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGKILL'])) {
    test(`${signal} to npm alone ends the command, too`, async () => {
      const { child, pids } = await start([LAUNCHER, COMMAND]);
      child.kill(signal);
      await assertAllEnd(Object.values(pids));
    });
  }

  test('a service that stops by itself ends the rest and is named', async () => {
    const { ended, pids, complaints } = await start([COMMAND]);
    process.kill(pids.service, 'SIGKILL');
    assert.deepEqual(await ended, [1, null]);
    assert.match(
      complaints(),
      /The test-service-\d+ stopped \(ended by SIGKILL\)\..*pids/s,
    );
    await assertAllEnd(Object.values(pids));
  });
});
