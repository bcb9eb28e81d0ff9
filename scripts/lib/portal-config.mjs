import fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT, layout } from './layout.mjs';
import { Problem } from './command.mjs';

/**
 * @typedef {object} PortalPorts
 * @property {number} frontend
 * @property {number} backend
 * @property {number} account
 */

/**
 * The fields of a catalog entity that are read here.
 *
 * @typedef {object} Entity
 * @property {string} kind
 * @property {{ name: string }} metadata
 * @property {{ memberOf?: string[] }} spec
 */

/**
 * Writes the settings that depend on the environment and override
 * app-config.yaml. Returns the configuration files in their order.
 *
 * @param {PortalPorts} ports
 */
export async function writePortalConfig(ports) {
  const base = path.join(ROOT, 'app-config.yaml');
  const own = path.join(ROOT, 'app-config.local.yaml');
  const overlay = path.join(layout.cache, 'app-config.ports.yaml');

  // From the workspace, which isn't installed any earlier.
  const yaml = createRequire(path.join(ROOT, 'package.json'))('yaml');
  const organisation = yaml.parseAllDocuments(
    await fs.readFile(path.join(ROOT, 'catalog/organisation.yaml'), 'utf8'),
  );
  const settings = {
    ...portSettings(ports, yaml.parse(await fs.readFile(base, 'utf8'))),
    ...personSettings(
      process.env.PORTAL_USER,
      organisation.map((/** @type {{ toJS(): Entity }} */ document) =>
        document.toJS(),
      ),
    ),
  };
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
      identityCenter: { endpoint: `http://127.0.0.1:${account}` },
    },
  };
}

/**
 * The person who signs in with "Enter".
 *
 * @param {string | undefined} name of a user of the local portal; by default
 * the guest of app-config.yaml
 * @param {Entity[]} organisation
 */
export function personSettings(name, organisation) {
  if (!name) {
    return {};
  }
  const people = organisation.filter(({ kind }) => kind === 'User');
  const person = people.find(({ metadata }) => metadata.name === name);
  if (!person) {
    throw new Problem(
      `PORTAL_USER is ${name}, but the local portal has no person with that name.`,
      `Choose one of ${people
        .map(({ metadata }) => metadata.name)
        .join(', ')}, or add the person to catalog/organisation.yaml.`,
    );
  }
  const userEntityRef = `user:default/${name}`;
  const groups = person.spec.memberOf ?? [];
  return {
    auth: {
      providers: {
        guest: {
          userEntityRef,
          ownershipEntityRefs: [
            userEntityRef,
            ...groups.map(group => `group:default/${group}`),
          ],
        },
      },
    },
  };
}
