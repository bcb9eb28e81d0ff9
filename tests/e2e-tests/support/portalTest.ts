import { expect, Page, test as base } from '@playwright/test';

/** The tab of all tests, until one fails. */
let tab: Page | undefined;

/**
 * A test in a tab that already shows the portal: loading it takes longer than
 * most tests.
 */
export const test = base.extend({
  page: async ({ browser }, use) => {
    tab ??= await browser.newPage();
    await use(tab);
  },
});

/** Opens a page of the portal again, as a link in the portal does. */
export async function visit(page: Page, path: string) {
  if (page.url() === 'about:blank') {
    await page.goto(path);
    return;
  }
  await follow(page, '/settings');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await follow(page, path);
}

async function follow(page: Page, path: string) {
  await page.evaluate(to => {
    window.history.pushState({}, '', to);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}
