import { expect, test } from '@playwright/test';

test('a guest signs in and lands on the form', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Enter' }).click();

  await expect(page).toHaveURL(
    /\/create\/templates\/default\/personalize-permissions/,
  );
  await expect(page.getByRole('button', { name: 'Next' })).toBeVisible();
});

test('every page says that the AWS account is a local one', async ({
  page,
}) => {
  await page.goto('/');
  const notice = page.getByRole('status').filter({
    hasText: 'Local AWS account',
  });
  await expect(notice).toBeVisible();

  await page.getByRole('button', { name: 'Enter' }).click();
  await page
    .getByRole('navigation', { name: 'sidebar nav' })
    .getByRole('link', { name: 'Catalog' })
    .click();
  await expect(page).toHaveURL(/\/catalog/);
  await expect(notice).toBeVisible();
});
