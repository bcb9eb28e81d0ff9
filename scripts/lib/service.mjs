import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { layout } from './layout.mjs';
import { lastLines } from './run.mjs';

const GRACE_MS = 8_000;
const AFTER_KILL_MS = 2_000;

/**
 * A program that runs until it is stopped, in its own process group, so that
 * its child processes stop with it. Its output goes to a file.
 */
export class Service {
  #child;
  #stopping = false;

  /**
   * @param {string} name also of the log file
   * @param {string} program
   * @param {string[]} args
   * @param {{ cwd: string, env: import('./environment.mjs').Environment }} options
   */
  constructor(name, program, args, { cwd, env }) {
    this.name = name;
    this.logFile = path.join(layout.logs, `${name}.log`);

    fs.mkdirSync(layout.logs, { recursive: true });
    const log = fs.openSync(this.logFile, 'w');
    this.#child = spawn(program, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', log, log],
    });
    fs.closeSync(log);

    /**
     * Settles when the program has ended, with how it ended.
     * @type {Promise<string>}
     */
    this.ended = new Promise(resolve => {
      this.#child.on('error', error => resolve(error.message));
      this.#child.on('exit', (code, signal) =>
        resolve(signal ? `ended by ${signal}` : `exit code ${code}`),
      );
    });
  }

  /** The number of the process group; undefined if it didn't start. */
  get group() {
    return this.#child.pid;
  }

  /** Whether somebody stopped it, so that its end is no problem. */
  get stopping() {
    return this.#stopping;
  }

  lastLogLines() {
    return lastLines(fs.readFileSync(this.logFile, 'utf8'));
  }

  /** Ends the whole group; kills the processes that remain. */
  async stop() {
    this.#stopping = true;
    if (!this.group) {
      return;
    }
    signalGroup(this.group, 'SIGTERM');
    if (!(await groupEnds(this.group, GRACE_MS))) {
      signalGroup(this.group, 'SIGKILL');
      await groupEnds(this.group, AFTER_KILL_MS);
    }
  }
}

/**
 * @param {number} group
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} whether the group still had a process
 */
export function signalGroup(group, signal) {
  try {
    process.kill(-group, signal);
    return true;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    // macOS answers EPERM for a group that has only zombies left.
    if (code === 'ESRCH' || code === 'EPERM') {
      return false;
    }
    throw error;
  }
}

/**
 * @param {number} group
 * @param {number} withinMs
 */
async function groupEnds(group, withinMs) {
  const deadline = Date.now() + withinMs;
  while (signalGroup(group, 0)) {
    if (Date.now() > deadline) {
      return false;
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  return true;
}
