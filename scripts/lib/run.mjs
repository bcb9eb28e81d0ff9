import { spawn } from 'node:child_process';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * @typedef {object} Result
 * @property {number | null} code null when ended by a signal or not started
 * @property {string} output what it wrote, both streams in order
 * @property {boolean} missing there is no such program
 */

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {object} [options]
 * @param {string} [options.cwd]
 * @param {import('./environment.mjs').Environment} [options.env]
 * @param {boolean} [options.show] also show what it writes
 * @returns {Promise<Result>}
 */
export function run(program, args, { cwd, env, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let output = '';
    child.stdout.on('data', data => {
      output += data;
      if (show) process.stdout.write(data);
    });
    child.stderr.on('data', data => {
      output += data;
      if (show) process.stderr.write(data);
    });
    child.on('error', error => {
      running.delete(child);
      if ('code' in error && error.code === 'ENOENT') {
        resolve({ code: null, output, missing: true });
      } else {
        reject(error);
      }
    });
    child.on('close', code => {
      running.delete(child);
      resolve({ code, output, missing: false });
    });
  });
}

/** Ends what is being run, for a command that was asked to stop. */
export function stopRunning() {
  running.forEach(child => child.kill('SIGTERM'));
}

/**
 * The end of a long output, where the error usually is.
 *
 * @param {string} text
 * @param {number} [lines]
 */
export function lastLines(text, lines = 25) {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
