import { generateProjects } from '@backstage/e2e-test-utils/playwright';
import { defineConfig } from '@playwright/test';

// Run by `npm run test:browser`, which starts the portal and says where it is.
export default defineConfig({
  // CI machines may be several times slower than a developer's.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  forbidOnly: Boolean(process.env.CI),
  // One portal and one account for all tests.
  workers: 1,
  outputDir: '.cache/playwright',
  use: {
    baseURL: process.env.PORTAL_URL,
    // The portal would compress its pages for each test anew, which takes longer.
    extraHTTPHeaders: { 'accept-encoding': 'identity' },
    screenshot: 'only-on-failure',
    // Each costs as much as the test itself: `npm run test:browser -- --trace on`.
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
