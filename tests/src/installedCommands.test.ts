import fs from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
// The scripts are no package that could be imported by name.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { findFreePort } from '../../scripts/lib/ports.mjs';
import {
  Installations,
  installPackages,
  packageFolder,
  runInstalled,
} from './support/installation';

/*
 * What a portal without this checkout has: the packages as they are published,
 * or the bundle that is deployed.
 */

// The build takes most of the time.
jest.setTimeout(300_000);

const TOKEN = 'a-token-for-this-test';

let installations: Installations;

beforeAll(async () => {
  installations = await installPackages();
});

afterAll(() => installations?.remove());

/** A portal's backend with the plugin alone; it reads the document of its API and ends. */
const backendAt = (baseUrl: string) => `
  const { createBackend } = require('@backstage/backend-defaults');
  const { resolvePackagePath } = require('@backstage/backend-plugin-api');
  const PLUGIN = '@personalize-portal/backstage-plugin-personalize-backend';
  const backend = createBackend();
  backend.add(require(PLUGIN));
  (async () => {
    await backend.start();
    const answer = await fetch('${baseUrl}/api/personalize/openapi.json', {
      headers: { authorization: 'Bearer ${TOKEN}' },
    });
    const { openapi } = await answer.json();
    console.log('document of', resolvePackagePath(PLUGIN) + ':', openapi);
    await backend.stop();
    process.exit(0);
  })();
`;

/** Starts a portal's backend on a database of its own, in a folder with its configuration. */
async function startOnce(folder: string) {
  const port = await findFreePort();
  const baseUrl = `http://127.0.0.1:${port}`;
  const connection = { directory: path.join(folder, 'data') };
  await fs.writeFile(
    path.join(folder, 'app-config.yaml'),
    stringify({
      app: { baseUrl },
      backend: {
        baseUrl,
        listen: { host: '127.0.0.1', port },
        database: { client: 'better-sqlite3', connection },
        auth: {
          externalAccess: [
            { type: 'static', options: { token: TOKEN, subject: 'test' } },
          ],
        },
      },
      personalize: { ledger: { keys: [{ id: '1', secret: 's'.repeat(32) }] } },
    }),
  );
  await fs.writeFile(path.join(folder, 'backend.cjs'), backendAt(baseUrl));
  return runInstalled(folder, 'backend.cjs');
}

const KINDS = ['installed', 'bundle'] as const;

it.each(KINDS)('prints the roles of the portal (%s)', async kind => {
  const folder = installations[kind];
  const { code, output } = await runInstalled(
    folder,
    path.join(
      packageFolder(folder, 'personalize-node'),
      'bin/personalize-portal-role',
    ),
    'app-config',
    ...['--account', '111122223333', '--name', 'data', '--region', 'us-east-1'],
  );

  expect(output).toContain('accountId: "111122223333"');
  expect(code).toBe(0);

  const template = await runInstalled(
    folder,
    path.join(
      packageFolder(folder, 'personalize-node'),
      'bin/personalize-portal-role',
    ),
    'template',
  );

  expect(template.output).toContain('RoleName: personalize-writer');
  expect(template.code).toBe(0);
});

it('makes a ledger that the command finds to hold', async () => {
  const { installed } = installations;
  const plugin = packageFolder(installed, 'personalize-backend');

  const { output: log } = await startOnce(installed);
  expect(log).toContain(`document of ${plugin}: 3.`);

  for (const kind of KINDS) {
    const folder = installations[kind];
    const { code, output } = await runInstalled(
      folder,
      path.join(
        packageFolder(folder, 'personalize-backend'),
        'bin/personalize-ledger',
      ),
      'verify',
      ...['--config', path.join(installed, 'app-config.yaml')],
    );
    expect(output).toMatch(/^0 entries in .*personalize\.sqlite\n$/);
    expect(code).toBe(0);
  }
});
