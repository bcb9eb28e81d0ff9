/* The template that gives people access to an existing set-up. */
import { expect } from '@playwright/test';
import { readAccount } from './support/account';
import { SetupForm, snap } from './support/form';
import { test, visit } from './support/portalTest';

const ACCOUNT = '123456789012';
const ROLE = 'personalize-blog';
const OPERATORS = 'personalize-blog-operators';
const POLICY_ARN = `arn:aws:iam::${ACCOUNT}:policy/personalize/${ROLE}-data-engineer`;

test('people get access to a set-up, and read how they sign in', async ({
  page,
}) => {
  const form = await SetupForm.open(page);
  await form.fill({
    name: 'blog-recommendations',
    accountId: ACCOUNT,
    roleName: ROLE,
    bucket: 'reco-training-data',
    keys: [],
  });
  await form.create();
  await expect(
    page.getByRole('heading', { name: 'Your set-up is ready' }),
  ).toBeVisible();

  await visit(page, '/create/templates/default/personalize-user-access');
  await form.accountId.fill(ACCOUNT);
  await page.getByLabel('Name of the role').fill(ROLE);
  await snap(page, 'set-up');
  await form.next();
  await expect(
    page.getByText(
      'Who gets access to this set-up. Everyone who has access keeps it',
    ),
  ).toBeVisible();
  await form.fillOperators({
    preset: 'Import, export and delete data',
    roleName: OPERATORS,
    user: 'chloe',
  });
  await snap(page, 'people');
  await form.button('Review').click();
  await form.create();

  await expect(
    page.getByRole('heading', { name: 'Access granted' }),
  ).toBeVisible();
  await expect(page.getByText('choose Switch role')).toContainText(
    `personalize/${OPERATORS}`,
  );
  await snap(page, 'done');
  expect((await readAccount()).roles[OPERATORS].attached).toEqual([POLICY_ARN]);
});
