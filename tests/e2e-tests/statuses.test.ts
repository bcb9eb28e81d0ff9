/*
 * What people see of a set-up that isn't simply OK: one whose run was
 * cancelled, one that somebody changed in AWS, and one that needs something
 * done.
 */
import {
  GetRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { expect, Locator, Page } from '@playwright/test';
import { AskedPortal, askAsGuest } from '../src/support/guest';
import { cancelAtStep, postTask, runTask } from '../src/support/portalTasks';
import { iam } from './support/account';
import { SetupForm, snap } from './support/form';
import { test, visit } from './support/portalTest';

/** The catalog learns of a set-up by an event, or a little later. */
const IN_CATALOG = { timeout: 60_000 };

const request = (name: string, more: object = {}) => ({
  name,
  owner: 'group:default/guests',
  accountId: '123456789012',
  region: 'us-east-1',
  roleName: `personalize-${name}`,
  s3: [{ bucket: 'reco-results', prefix: `${name}/`, workflows: ['import'] }],
  ...more,
});

let portal: AskedPortal;

test.beforeAll(async () => {
  portal = await askAsGuest(process.env.BACKEND_URL ?? '');
});

test('a run that was cancelled leaves a set-up that is found and removed', async ({
  page,
}) => {
  const name = await cancelledSetup();
  await SetupForm.open(page);
  const card = await openCard(page, name);
  await expect(card.getByText('Pending', { exact: true })).toBeVisible();
  await snap(page, 'pending');

  await card.getByRole('link', { name: 'Remove access…' }).click();
  await expect(page.getByLabel('Name of the set-up')).toHaveValue(name);
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(
    page.getByRole('heading', { name: 'Access removed' }),
  ).toBeVisible(IN_CATALOG);
  await snap(page, 'removed');
  await expect(
    iam.send(new GetRoleCommand({ RoleName: `personalize-${name}` })),
  ).rejects.toMatchObject({ name: 'NoSuchEntityException' });
});

/**
 * Backstage checks each second whether a task was cancelled, and a single run
 * may end earlier: several at a time are busy for longer.
 */
async function cancelledSetup(): Promise<string> {
  const names = [1, 2, 3, 4, 5, 6].map(number => `cancelled-${number}`);
  const tasks = await Promise.all(
    names.map(async name => {
      const users = ['admin', 'read-only', 'data-engineer'].map(preset => ({
        preset,
        principals: [
          {
            type: 'account-role',
            roleName: `personalize-${name}-${preset}`,
            users: ['ana'],
          },
        ],
      }));
      const task = await postTask(portal, request(name, { users }));
      return { name, end: await cancelAtStep(portal, task, 'create-role') };
    }),
  );
  const cancelled = tasks.find(({ end }) => end.status !== 'completed');
  if (!cancelled) {
    throw new Error('No run could be cancelled before it ended');
  }
  return cancelled.name;
}

test('a role that somebody opened to another account is told on the card and in a notification', async ({
  page,
}) => {
  const name = 'backdoored';
  await runTask(portal, request(name));
  await openToAnotherAccount(`personalize-${name}`);

  await SetupForm.open(page);
  const card = await openCard(page, name);
  await card.getByRole('button', { name: 'Check now' }).click();
  await expect(card.getByText('Drifted', { exact: true })).toBeVisible(
    IN_CATALOG,
  );
  const wrong = card.getByRole('list', { name: /^What is wrong/ });
  await expect(wrong).toContainText('210987654321');
  await snap(page, 'backdoored');

  await visit(page, '/notifications');
  await expect(
    page.getByText(new RegExp(`${name}.*drifted`, 'i')).first(),
  ).toBeVisible(IN_CATALOG);
  await snap(page, 'notification');
});

async function openToAnotherAccount(roleName: string): Promise<void> {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: roleName }));
  const trust = JSON.parse(
    decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''),
  );
  trust.Statement.push({
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::210987654321:root' },
    Action: 'sts:AssumeRole',
  });
  await iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: roleName,
      PolicyDocument: JSON.stringify(trust),
    }),
  );
}

test('a bucket whose key is not granted needs attention until one more run grants it', async ({
  page,
}) => {
  const name = 'encrypted';
  const s3 = [
    { bucket: 'reco-encrypted', prefix: 'input/', workflows: ['import'] },
  ];
  await runTask(portal, request(name, { s3 }));
  await SetupForm.open(page);
  let card = await openCard(page, name);
  await expect(card.getByText('Attention', { exact: true })).toBeVisible();
  await expect(card.getByRole('list', { name: /^What to do/ })).toContainText(
    'reco-encrypted',
  );
  await snap(page, 'attention');

  await runTask(
    portal,
    request(name, {
      s3,
      kms: [{ keyId: 'alias/reco-data', workflows: ['import'] }],
    }),
  );
  card = await openCard(page, name);
  await expect(card.getByText('OK', { exact: true })).toBeVisible();
  await snap(page, 'mended');
});

/** Opens the entity of a set-up; repeats this until the catalog has it. */
async function openCard(page: Page, name: string): Promise<Locator> {
  const card = page
    .getByRole('article')
    .filter({ hasText: 'Amazon Personalize permissions' });
  await expect(async () => {
    await visit(page, `/catalog/default/resource/${name}`);
    await expect(card.getByText('Last check', { exact: true })).toBeVisible({
      timeout: 5_000,
    });
  }).toPass(IN_CATALOG);
  return card;
}
