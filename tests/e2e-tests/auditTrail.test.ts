/*
 * What an auditor sees after a set-up was created: its card, its history, and
 * the list of all set-ups.
 */
import fs from 'node:fs/promises';
import { expect, Locator, Page } from '@playwright/test';
import { SetupForm, snap } from './support/form';
import { test } from './support/portalTest';

const NAME = 'audited-recommendations';
const ROLE = 'personalize-audited';
const BUCKET = 'reco-training-data';

/** The catalog learns of a set-up by an event, or a little later. */
const IN_CATALOG = { timeout: 60_000 };

// The first test creates the set-up that the others read.
test.describe.serial('a set-up, once it is made', () => {
  test('shows on its entity how it stands, and can be checked', async ({
    page,
  }) => {
    const form = await SetupForm.open(page);
    await form.fill({
      name: NAME,
      accountId: '123456789012',
      roleName: ROLE,
      bucket: BUCKET,
      keys: [],
    });
    await form.create();
    await expect(
      page.getByRole('heading', { name: 'Your set-up is ready' }),
    ).toBeVisible(IN_CATALOG);

    await openEntity(page);
    const card = page
      .getByRole('article')
      .filter({ hasText: 'Amazon Personalize permissions' });
    await expect(card.getByText('OK', { exact: true })).toBeVisible();
    await expect(card).toContainText('local (123456789012)');
    await expect(card).toContainText('us-east-1');
    await expect(card).toContainText(
      `arn:aws:iam::123456789012:role/personalize/${ROLE}`,
    );
    await expect(card.getByRole('link', { name: 'Guests' })).toBeVisible();
    await snap(page, 'card');

    await card.getByRole('button', { name: 'Check now' }).click();
    await expect(
      card.getByText(/^Checked just now: OK\. None of \d+ checks failed\.$/),
    ).toBeVisible({ timeout: 60_000 });
    await card
      .getByRole('button', { name: /^All results of the last check \(\d+\)$/ })
      .click();
    await expect(card.getByText('Passed').first()).toBeVisible();
    await snap(page, 'checked');
  });

  test('tells its history, with before and after', async ({ page }) => {
    await SetupForm.open(page);
    await openEntity(page);
    await historyTab(page).click();

    const entries = page.getByRole('list').filter({
      has: page.getByRole('heading', { name: `Created the role ${ROLE}` }),
    });
    await expect(
      entries
        .getByRole('heading', {
          name: 'Registered the set-up for group:default/guests',
        })
        .first(),
    ).toBeVisible();
    await expect(page.getByText(/^\d+ entries, all shown$/)).toBeVisible();
    await snap(page, 'history');

    const entry = entries.getByRole('listitem').filter({
      has: page.getByRole('heading', {
        name: `Changed the policy of the bucket ${BUCKET}`,
      }),
    });
    await entry
      .first()
      .getByRole('button', { name: /^Changed the policy/ })
      .click();
    const statement = entry
      .first()
      .getByRole('group', { name: /^Added statement "PersonalizeS3/ })
      .first();
    await expect(statement).toContainText('personalize.amazonaws.com');
    await expect(entry.first()).toContainText('s3:PutBucketPolicy');
    await expect(
      entry
        .first()
        .getByRole('link', { name: /^s3:PutBucketPolicy in CloudTrail/ }),
    ).toHaveAttribute('href', /us-east-1\.console\.aws\.amazon\.com/);
    await snap(page, 'before-and-after');
  });

  test('is in the list of all, which can be filtered, shared and exported', async ({
    page,
  }) => {
    await SetupForm.open(page);
    await openOverview(page);
    await expect(rowOf(page)).toContainText(ROLE);
    await expect(
      page.getByRole('columnheader', { name: 'Status' }),
    ).toBeVisible();
    await snap(page, 'overview');

    await page.getByRole('button', { name: /Status/ }).click();
    await page.getByRole('option', { name: 'Revoked' }).click();
    await page.getByRole('searchbox', { name: 'Search' }).fill(ROLE);
    await expect(page.getByText('No set-up matches.')).toBeVisible();
    await expect(page).toHaveURL(/\?status=revoked&search=personalize-audited/);
    await snap(page, 'no-match');

    await page.getByRole('button', { name: /Status/ }).click();
    await page.getByRole('option', { name: 'OK', exact: true }).click();
    await expect(rowOf(page)).toBeVisible();
    await snap(page, 'filtered');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export as CSV' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(
      /^personalize-set-ups-\d{4}-\d\d-\d\d\.csv$/,
    );
    const lines = (await fs.readFile(await file.path(), 'utf8')).split('\r\n');
    expect(lines).toEqual([
      expect.stringMatching(/^name,title,status,account,/),
      expect.stringMatching(
        new RegExp(`^${NAME},.*,ok,123456789012,us-east-1,`),
      ),
      '',
    ]);
    await expect(page.getByText('1 set-up saved')).toBeVisible();
  });
});

async function openOverview(page: Page) {
  await page
    .getByRole('navigation', { name: 'sidebar nav' })
    .getByRole('link', { name: 'Personalize' })
    .click();
  await expect(page.getByRole('heading', { name: 'Set-ups' })).toBeVisible();
}

/** Opens the entity from the list; repeats this until the catalog has it. */
async function openEntity(page: Page) {
  await expect(async () => {
    await openOverview(page);
    await rowOf(page).getByRole('link', { name: NAME }).click();
    await expect(historyTab(page)).toBeVisible({ timeout: 5_000 });
  }).toPass(IN_CATALOG);
}

function historyTab(page: Page): Locator {
  return page.getByRole('link', { name: 'History', exact: true });
}

function rowOf(page: Page): Locator {
  return page.getByRole('row').filter({ hasText: NAME });
}
