import { spawn } from 'node:child_process';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * @typedef {object} Result
 * @property {number | null} code null if ended by a signal or not started
 * @property {string} output both streams in order; empty if they were shown
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
 * @param {boolean} [options.show] show the output instead of keeping it
 * @returns {Promise<Result>}
 */
export function run(program, args, { cwd, env, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env,
      stdio: show
        ? ['ignore', 'inherit', 'inherit']
        : ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', data => {
        output += data;
      });
    }
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

/** Ends all running programs, when somebody stops the command. */
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
