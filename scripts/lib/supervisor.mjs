import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onLauncherGone } from './launcher-gone.mjs';
import { Problem } from './command.mjs';
import { stopRunning } from './run.mjs';
import { Service } from './service.mjs';

const REAPER = fileURLToPath(new URL('./reaper.mjs', import.meta.url));

/**
 * Keeps services and makes sure that none outlives the command: whether the
 * command ends, is interrupted, loses the npm that started it, loses one of its
 * services, or is killed (see reaper.mjs).
 */
export class Supervisor {
  /** @type {Service[]} */
  #services = [];
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #reaper;
  /** @type {(reason: Error | undefined) => void} */
  #end = () => {};

  constructor() {
    /**
     * Settles when everything must stop: with an error if something failed,
     * with nothing if a person stopped it.
     * @type {Promise<Error | undefined>}
     */
    this.ended = new Promise(resolve => {
      this.#end = resolve;
    });
    for (const signal of /** @type {const} */ ([
      'SIGINT',
      'SIGTERM',
      'SIGHUP',
    ])) {
      process.on(signal, () => this.#end(undefined));
    }
    onLauncherGone(() => this.#end(undefined));
  }

  /**
   * @param {string} name
   * @param {string} program
   * @param {string[]} args
   * @param {{ cwd: string, env: import('./environment.mjs').Environment }} options
   */
  start(name, program, args, options) {
    const service = new Service(name, program, args, options);
    this.#services.push(service);
    if (service.group) {
      this.#tellReaper(service.group);
    }
    service.ended.then(how => {
      if (!service.stopping) {
        this.#end(
          new Problem(
            `The ${name} stopped (${how}).`,
            `All of its output: ${
              service.logFile
            }\nThe end of it:\n\n${service.lastLogLines()}`,
          ),
        );
      }
    });
    return service;
  }

  /**
   * Work that is abandoned as soon as everything must stop.
   *
   * @template T
   * @param {(signal: AbortSignal) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async whileRunning(work) {
    const abort = new AbortController();
    const ended = this.ended.then(reason => {
      throw reason ?? new Interrupted();
    });
    try {
      return await Promise.race([work(abort.signal), ended]);
    } finally {
      abort.abort();
    }
  }

  async stop() {
    stopRunning();
    await Promise.all(this.#services.map(service => service.stop()));
    this.#reaper?.stdin?.end();
  }

  /** @param {number} group */
  #tellReaper(group) {
    if (!this.#reaper) {
      this.#reaper = spawn(process.execPath, [REAPER], {
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      this.#reaper.unref();
    }
    this.#reaper.stdin?.write(`${group}\n`);
  }
}

/** A person asked to stop; nothing went wrong. */
export class Interrupted extends Error {}
