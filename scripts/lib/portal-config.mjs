import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT, layout } from './layout.mjs';

/**
 * @typedef {object} PortalPorts
 * @property {number} frontend
 * @property {number} backend
 * @property {number} account
 */

/**
 * Writes the settings that follow from the ports, to be laid over
 * app-config.yaml, and gives the configuration files in their order.
 *
 * @param {PortalPorts} ports
 */
export async function writePortalConfig(ports) {
  const base = path.join(ROOT, 'app-config.yaml');
  const own = path.join(ROOT, 'app-config.local.yaml');
  const overlay = path.join(layout.cache, 'app-config.ports.yaml');

  // From the workspace, which is installed by now; there is none before.
  const yaml = createRequire(path.join(ROOT, 'package.json'))('yaml');
  const settings = portSettings(
    ports,
    yaml.parse(await fs.readFile(base, 'utf8')),
  );
  await fs.writeFile(overlay, yaml.stringify(settings));

  const hasOwn = await fs.access(own).then(
    () => true,
    () => false,
  );
  return hasOwn ? [base, own, overlay] : [base, overlay];
}

/**
 * @param {PortalPorts} ports
 * @param {{ personalize: { accounts: { endpoint?: string }[] } }} base
 */
export function portSettings({ frontend, backend, account }, base) {
  const portal = `http://localhost:${frontend}`;
  return {
    app: { baseUrl: portal },
    backend: {
      baseUrl: `http://localhost:${backend}`,
      listen: { port: backend },
      cors: { origin: portal },
    },
    personalize: {
      // A list in a later file replaces the whole list of an earlier one.
      accounts: base.personalize.accounts.map(entry =>
        entry.endpoint
          ? { ...entry, endpoint: `http://127.0.0.1:${account}` }
          : entry,
      ),
    },
  };
}
