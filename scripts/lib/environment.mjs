import path from 'node:path';
import { layout } from './layout.mjs';

/** @typedef {Record<string, string | undefined>} Environment */

/**
 * The environment of child processes. npm exports its own settings as npm_*
 * variables, which change how Yarn, other npm runs and install scripts behave.
 *
 * @param {Environment} environment
 * @returns {Environment}
 */
export function withoutNpmVariables(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !name.toLowerCase().startsWith('npm_'),
    ),
  );
}

/**
 * For npm itself: keeps the settings that a person made, such as a registry,
 * and drops those that describe the running script.
 *
 * @param {Environment} environment
 * @returns {Environment}
 */
export function forNpm(environment) {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) =>
        !/^npm_(package|lifecycle|command|execpath|node_execpath)/i.test(
          name,
        ) && name.toLowerCase() !== 'npm_config_local_prefix',
    ),
  );
}

/**
 * @param {string} node path of the Node binary that everything runs on
 * @param {Environment} [environment]
 * @returns {Environment}
 */
export function forWorkspace(node, environment = process.env) {
  return {
    ...withoutNpmVariables(environment),
    // Otherwise each process would compile the same packages again.
    NODE_COMPILE_CACHE: path.join(layout.cache, 'compiled'),
    PATH: [layout.bin, path.dirname(node), environment.PATH]
      .filter(Boolean)
      .join(path.delimiter),
  };
}
