/*
 * npm run test:browser: the browser tests, with their own portal and local AWS
 * account on free ports. Passes its arguments to Playwright, such as the name
 * of one test file.
 */
import fs from 'node:fs/promises';
import path from 'node:path';
import { requireBrowser } from './lib/browser.mjs';
import { forWorkspace } from './lib/environment.mjs';
import { ROOT, layout, workspaceBin } from './lib/layout.mjs';
import { findFreePort } from './lib/ports.mjs';
import { startPortal } from './lib/portal.mjs';
import { runCommand, step } from './lib/command.mjs';
import { run } from './lib/run.mjs';
import { setUp } from './lib/setup.mjs';
import { Supervisor } from './lib/supervisor.mjs';
import { closingLine, ofPlaywright } from './lib/tally.mjs';

await runCommand(async () => {
  const browser = await requireBrowser();
  const supervisor = new Supervisor();
  try {
    const tools = await supervisor.whileRunning(setUp);
    const { portal, backend, endpoint } = await startPortal(supervisor, tools, {
      frontend: await findFreePort(),
      backend: await findFreePort(),
      account: await findFreePort(),
    });
    const tally = await supervisor.whileRunning(() =>
      runPlaywright({
        ...forWorkspace(tools.node),
        CHROMIUM_PATH: browser,
        PORTAL_URL: portal,
        BACKEND_URL: backend,
        LOCAL_AWS_ENDPOINT: endpoint,
      }),
    );
    console.log(closingLine(tally));
    return tally.failed === 0 && tally.passed > 0 ? 0 : 1;
  } finally {
    await supervisor.stop();
  }
});

/** @param {import('./lib/environment.mjs').Environment} env */
function runPlaywright(env) {
  return step('Tests in the browser', async note => {
    const report = path.join(layout.cache, 'playwright.json');
    await fs.rm(report, { force: true });
    await run(
      workspaceBin('playwright'),
      ['test', '--reporter=list,json', ...process.argv.slice(2)],
      {
        cwd: ROOT,
        env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
        show: true,
      },
    );
    const tally = await fs.readFile(report, 'utf8').then(
      text => ofPlaywright(JSON.parse(text)),
      error => {
        throw new Error(`Playwright ended without a report: ${error.message}`);
      },
    );
    note(closingLine(tally));
    return tally;
  });
}
