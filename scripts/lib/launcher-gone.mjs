import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const INTERVAL_MS = 500;
const SHELLS = ['sh', 'bash', 'dash', 'zsh', 'ksh', 'ash'];

/**
 * Calls back once npm (or Yarn) is gone. npm doesn't pass on a SIGTERM, and
 * can't pass on a SIGKILL: whoever ends npm means the script, too.
 *
 * @param {() => void} callback
 */
export function onLauncherGone(callback) {
  // Started without npm, so there is nothing to watch.
  if (!process.env.npm_lifecycle_event) {
    return;
  }
  const watched = launchers(process.ppid);
  const timer = setInterval(() => {
    if (process.ppid !== watched[0] || !watched.every(isAlive)) {
      clearInterval(timer);
      callback();
    }
  }, INTERVAL_MS);
  timer.unref();
}

/**
 * npm runs a script through a shell. Some shells replace themselves with the
 * script; others stay in between, and then npm is the shell's parent.
 *
 * @param {number} parent
 * @returns {number[]}
 */
function launchers(parent) {
  const { name, parent: grandparent } = describe(parent);
  return SHELLS.includes(name) ? [parent, grandparent] : [parent];
}

/**
 * @param {number} pid
 * @returns {{ name: string, parent: number }}
 */
export function describe(pid) {
  // Slim Linux images have no ps; macOS has no /proc.
  if (fs.existsSync('/proc/self/stat')) {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, name, parent] = /\((.*)\) \S (\d+)/s.exec(stat) ?? [];
    return { name, parent: Number(parent) };
  }
  const line = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], {
    encoding: 'utf8',
  }).trim();
  const [parent, ...command] = line.split(/\s+/);
  return {
    name: path.basename(command.join(' ')).replace(/^-/, ''),
    parent: Number(parent),
  };
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
