import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { forWorkspace } from './environment.mjs';
import { ROOT, workspaceBin } from './layout.mjs';
import { seedLocalAccount, startLocalAccount } from './local-account.mjs';
import { writePortalConfig } from './portal-config.mjs';
import { portFromEnvironment, requireFreePorts } from './ports.mjs';
import { step } from './command.mjs';
import { untilReady, untilSilent } from './readiness.mjs';

const END_WITH_BACKEND = fileURLToPath(
  new URL('./end-with-backend.cjs', import.meta.url),
);

/** The ports of a portal that a person uses. */
export function portsFromEnvironment() {
  return {
    frontend: portFromEnvironment('PORTAL_PORT', 3000),
    backend: portFromEnvironment('BACKEND_PORT', 7007),
    account: portFromEnvironment('AWS_PORT', 5555),
  };
}

/** @param {import('./portal-config.mjs').PortalPorts} ports */
export function requireFreePortalPorts({ frontend, backend, account }) {
  return requireFreePorts([
    { what: 'the portal', port: frontend, variable: 'PORTAL_PORT' },
    { what: 'its backend', port: backend, variable: 'BACKEND_PORT' },
    { what: 'the local AWS account', port: account, variable: 'AWS_PORT' },
  ]);
}

/**
 * Starts the seeded local account, and the portal on it.
 *
 * @param {import('./supervisor.mjs').Supervisor} supervisor
 * @param {{ node: string, python: string }} tools
 * @param {import('./portal-config.mjs').PortalPorts} ports
 */
export async function startPortal(supervisor, { node, python }, ports) {
  const config = await writePortalConfig(ports);
  const portal = `http://localhost:${ports.frontend}`;
  const backend = `http://localhost:${ports.backend}`;

  // All at once, because none needs another one to start.
  startPackage(supervisor, node, 'frontend', 'app', config);
  startPackage(supervisor, node, 'backend', 'backend', config, [
    '--require',
    END_WITH_BACKEND,
  ]);
  const [endpoint] = await Promise.all([
    step('Local AWS account started and filled', async () => {
      const address = await startLocalAccount(
        supervisor,
        python,
        ports.account,
      );
      await seedLocalAccount(supervisor, node, address);
      return address;
    }),
    step('Backend started', () =>
      supervisor.whileRunning(signal =>
        untilReady('backend', readinessOf(backend), signal),
      ),
    ),
    step('Frontend built', () =>
      supervisor.whileRunning(signal => untilReady('frontend', portal, signal)),
    ),
  ]);
  return { portal, backend, endpoint };
}

/**
 * Settles when everything must stop. The Backstage CLI goes on when its backend
 * is killed, so this polls the backend.
 *
 * @param {import('./supervisor.mjs').Supervisor} supervisor
 * @param {string} backend
 */
export async function untilPortalEnds(supervisor, backend) {
  await supervisor.whileRunning(signal =>
    untilSilent('backend', readinessOf(backend), signal),
  );
}

/** @param {string} backend */
function readinessOf(backend) {
  return `${backend}/.backstage/health/v1/readiness`;
}

/**
 * @param {import('./supervisor.mjs').Supervisor} supervisor
 * @param {string} node
 * @param {string} name
 * @param {string} packageName
 * @param {string[]} config
 * @param {string[]} [args]
 */
function startPackage(supervisor, node, name, packageName, config, args = []) {
  return supervisor.start(
    name,
    node,
    [
      path.join(ROOT, 'node_modules/@backstage/cli/bin/backstage-cli'),
      'repo',
      'start',
      packageName,
      ...config.flatMap(file => ['--config', file]),
      ...args,
    ],
    {
      cwd: ROOT,
      env: {
        ...forWorkspace(node),
        // The person opens the browser.
        BROWSER: 'none',
        NODE_ENV: 'development',
      },
    },
  );
}
