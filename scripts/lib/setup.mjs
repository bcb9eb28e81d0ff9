import { findOrInstallNode } from './node-runtime.mjs';
import { Problem } from './problem.mjs';
import { installLocalAccountServer } from './python.mjs';
import { installWorkspace } from './workspace.mjs';
import { installYarn } from './yarn.mjs';

/**
 * Installs everything that the portal and its tests need.
 *
 * @returns {Promise<{ node: string, python: string }>}
 */
export async function setUp() {
  requireSupportedSystem(process.platform);

  const node = await findOrInstallNode();
  const yarn = await installYarn();
  const [python] = await Promise.all([
    installLocalAccountServer(),
    installWorkspace({ node, yarn }),
  ]);
  return { node, python };
}

/** @param {string} system */
export function requireSupportedSystem(system) {
  if (system === 'win32') {
    throw new Problem(
      'Windows is not supported directly.',
      'Use the Windows Subsystem for Linux: run "wsl --install" once, open Ubuntu, clone the repository there and run the command again.',
    );
  }
}
