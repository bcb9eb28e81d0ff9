import { generateProjects } from '@backstage/e2e-test-utils/playwright';
import { defineConfig } from '@playwright/test';

// `npm run test:browser` starts the portal, and runs this with its address.
export default defineConfig({
  // CI machines may be several times slower than a developer's.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  forbidOnly: Boolean(process.env.CI),
  // All tests share one portal and one account.
  workers: 1,
  outputDir: '.cache/playwright',
  use: {
    baseURL: process.env.PORTAL_URL,
    // Otherwise the portal compresses its pages again for each test, which
    // takes longer.
    extraHTTPHeaders: { 'accept-encoding': 'identity' },
    screenshot: 'only-on-failure',
    // Each trace takes as long as the test itself:
    // `npm run test:browser -- --trace on`.
    trace: 'off',
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      args: [
        // A CI machine runs it as root, where Chromium has no sandbox.
        '--no-sandbox',
        '--headless',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
  // Finds the folders named e2e-tests.
  projects: generateProjects({ channel: 'chromium' }),
});
