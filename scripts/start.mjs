/*
 * npm start: the portal on a local AWS account. Installs what is missing,
 * starts everything, and ends everything together.
 */
import path from 'node:path';
import { ROOT, layout } from './lib/layout.mjs';
import {
  portsFromEnvironment,
  requireFreePortalPorts,
  startPortal,
  untilPortalEnds,
} from './lib/portal.mjs';
import { duration, runCommand } from './lib/command.mjs';
import { setUp } from './lib/setup.mjs';
import { Interrupted, Supervisor } from './lib/supervisor.mjs';

await runCommand(async () => {
  const begin = Date.now();
  const ports = portsFromEnvironment();
  await requireFreePortalPorts(ports);

  const supervisor = new Supervisor();
  try {
    const tools = await supervisor.whileRunning(setUp);
    await requireFreePortalPorts(ports);
    const { portal, backend, endpoint } = await startPortal(
      supervisor,
      tools,
      ports,
    );
    console.log(`
  Ready after ${duration(Date.now() - begin)}.

  Portal:      ${portal}
  AWS account: ${endpoint} (on this machine; nothing reaches AWS)
  Logs:        ${path.relative(ROOT, layout.logs)}/

  Ctrl+C stops everything and deletes the account.
`);
    await untilPortalEnds(supervisor, backend);
    return 0;
  } catch (error) {
    if (error instanceof Interrupted) {
      return 0;
    }
    throw error;
  } finally {
    console.log('Stopping …');
    await supervisor.stop();
  }
});
