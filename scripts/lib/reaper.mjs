/*
 * Runs beside a command that keeps services. Gets their process groups on its
 * standard input, and ends them when that is closed: the system closes it even
 * if the command is killed and can't react.
 */
import { createInterface } from 'node:readline';
import { signalGroup } from './service.mjs';

const GRACE_MS = 3_000;

/** @type {number[]} */
const groups = [];

// The terminal sends these to every process; this one works after the others
// have ended.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {});
}

const input = createInterface({ input: process.stdin });
input.on('line', line => groups.push(Number(line)));
input.on('close', () => {
  const left = groups.filter(group => signalGroup(group, 'SIGTERM'));
  if (left.length) {
    setTimeout(() => {
      left.forEach(group => signalGroup(group, 'SIGKILL'));
    }, GRACE_MS);
  }
});
