/*
 * The form, filled in as a data team does, and the result in AWS.
 *
 * README_PICTURES=1 npm run test:browser -- createSetup takes
 * docs/images/form.png again.
 */
import path from 'node:path';
import { expect, Locator } from '@playwright/test';
import { keyArnOf, readAccount } from './support/account';
import { Answers, OperatorsAnswer, SetupForm, snap } from './support/form';
import { test } from './support/portalTest';

const ACCOUNT = '123456789012';
const BUCKET = 'reco-training-data';
const ROLE = 'personalize-shop';
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/personalize/${ROLE}`;
const OPERATORS = 'personalize-shop-operators';
const POLICY_ARN = `arn:aws:iam::${ACCOUNT}:policy/personalize/${ROLE}-service`;
const MODELS_POLICY_ARN = `arn:aws:iam::${ACCOUNT}:policy/personalize/${ROLE}-model-builder`;

const operators: OperatorsAnswer = {
  preset: 'Train models and run recommenders',
  roleName: OPERATORS,
  user: 'dmitri',
};

const answers: Answers = {
  name: 'shop-recommendations',
  accountId: ACCOUNT,
  roleName: ROLE,
  bucket: BUCKET,
  keys: [{ keyId: 'alias/reco-data', uses: ['Data to import', 'Exports'] }],
};

/** A hash; other tests compare it with the contract. */
const sid = (kind: string) =>
  expect.stringMatching(new RegExp(`^Personalize${kind}[a-z2-7]{12}$`));

// The second run uses the result of the first one.
test.describe.serial('a set-up', () => {
  test('is made from the form and stands in AWS', async ({ page }) => {
    const keyArn = await keyArnOf('alias/reco-data');
    const before = await readAccount();

    const form = await SetupForm.open(page);
    await form.fill({ ...answers, operators });
    const submitted = page.waitForRequest(/\/v2\/tasks$/);
    await form.create();
    expect(Object.keys((await submitted).postDataJSON().values)).not.toContain(
      'limits',
    );
    await expect(
      page.getByRole('heading', {
        name: 'Your set-up is ready',
      }),
    ).toBeVisible();
    await snap(page, 'done');

    await expect(
      page.getByText(ROLE_ARN, { exact: true }).first(),
    ).toBeVisible();
    await expect(
      page.getByText('Changed the policy of arn:aws:s3:::reco'),
    ).toBeVisible();
    await expect(page.getByText('choose Switch role')).toContainText(OPERATORS);
    await expect(
      page.getByRole('heading', { name: 'What we checked' }),
    ).toBeVisible();
    await expect(page.getByText(/^All \d+ checks passed/)).toBeVisible();

    const after = await readAccount();
    expect(after.roles[ROLE]).toMatchObject({
      arn: ROLE_ARN,
      attached: [POLICY_ARN],
      trustPolicy: {
        Statement: [
          {
            Sid: sid('Trust'),
            Effect: 'Allow',
            Principal: { Service: 'personalize.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: {
              StringEquals: { 'aws:SourceAccount': ACCOUNT },
              ArnLike: {
                'aws:SourceArn': `arn:aws:personalize:us-east-1:${ACCOUNT}:*`,
              },
            },
          },
        ],
      },
    });
    expect(after.policies[POLICY_ARN].document.Statement[0]).toMatchObject({
      Effect: 'Allow',
      Action: 'personalize:*',
      Resource: expect.arrayContaining([
        `arn:aws:personalize:us-east-1:${ACCOUNT}:*`,
      ]),
    });

    const onBucket = after.bucketPolicies[BUCKET]?.Statement ?? [];
    const foreign = before.bucketPolicies[BUCKET]?.Statement ?? [];
    expect(foreign.length).toBeGreaterThan(0);
    expect(onBucket.slice(0, foreign.length)).toEqual(foreign);
    const ours = [
      { prefix: 'input/', actions: ['s3:GetObject', 's3:ListBucket'] },
      { prefix: 'output/', actions: ['s3:ListBucket', 's3:PutObject'] },
    ].map(({ prefix, actions }) => ({
      Sid: sid('S3'),
      Effect: 'Allow',
      Principal: { Service: 'personalize.amazonaws.com' },
      Action: actions,
      Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/${prefix}*`],
      Condition: { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT } },
    }));
    expect(onBucket).toHaveLength(foreign.length + ours.length);
    expect(onBucket.slice(foreign.length)).toEqual(
      expect.arrayContaining(ours),
    );

    const onKey = after.keyPolicies[keyArn].Statement;
    const foreignOnKey = before.keyPolicies[keyArn].Statement;
    expect(onKey.slice(0, foreignOnKey.length)).toEqual(foreignOnKey);
    expect(onKey.slice(foreignOnKey.length)).toEqual([
      expect.objectContaining({
        Sid: sid('KmsRole'),
        Principal: { AWS: ROLE_ARN },
      }),
      expect.objectContaining({
        Sid: sid('KmsService'),
        Principal: { Service: 'personalize.amazonaws.com' },
      }),
    ]);

    expect(after.roles[OPERATORS]).toMatchObject({
      attached: [MODELS_POLICY_ARN],
      trustPolicy: {
        Statement: [
          {
            Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:user/dmitri`] },
            Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
          },
        ],
      },
    });

    expect({
      ...after,
      roles: { ...after.roles, [ROLE]: undefined, [OPERATORS]: undefined },
      policies: {
        ...after.policies,
        [POLICY_ARN]: undefined,
        [MODELS_POLICY_ARN]: undefined,
      },
      bucketPolicies: { ...after.bucketPolicies, [BUCKET]: undefined },
      keyPolicies: { ...after.keyPolicies, [keyArn]: undefined },
    }).toEqual({
      ...before,
      roles: { ...before.roles, [ROLE]: undefined, [OPERATORS]: undefined },
      policies: {
        ...before.policies,
        [POLICY_ARN]: undefined,
        [MODELS_POLICY_ARN]: undefined,
      },
      bucketPolicies: { ...before.bucketPolicies, [BUCKET]: undefined },
      keyPolicies: { ...before.keyPolicies, [keyArn]: undefined },
    });
  });

  test('asked for again, by keyboard alone, changes nothing', async ({
    page,
  }) => {
    const before = await readAccount();
    const { keyboard } = page;
    const form = await SetupForm.open(page);

    // The first field of a page has the focus, and Enter continues.
    await expect(form.name).toBeFocused();
    await keyboard.type(answers.name);
    await keyboard.press('Enter');

    await expect(form.accountId).toBeFocused();
    await keyboard.type(answers.accountId);
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await expect(form.roleName).toBeFocused();
    await keyboard.type(answers.roleName);
    await keyboard.press('Enter');

    await expect(form.buckets.first()).toBeVisible();
    for (const index of [0, 1]) {
      await tabTo(form, form.buckets.nth(index));
      await keyboard.type(answers.bucket);
    }
    await keyboard.press('Enter');

    await expect(page.getByText('Skip this page')).toBeVisible();
    await tabTo(form, page.getByRole('button', { name: 'Add Item' }));
    await keyboard.press('Enter');
    await tabTo(form, form.keys.first());
    await keyboard.type(answers.keys[0].keyId);
    for (const use of answers.keys[0].uses) {
      await tabTo(form, page.getByLabel(use));
      await keyboard.press('Space');
    }
    await tabTo(form, form.button('Next'));
    await keyboard.press('Enter');

    await expect(page.getByText('Who may do what')).toBeVisible();
    await tabTo(form, page.getByRole('button', { name: 'Add Item' }));
    await keyboard.press('Enter');
    await chooseByKeyboard(
      form,
      page.getByLabel('What they may do'),
      operators.preset,
    );
    await chooseByKeyboard(
      form,
      form.button('IAM Identity Center'),
      'IAM users who assume a role',
    );
    await tabTo(form, page.getByLabel('Role name'));
    await keyboard.type(operators.roleName);
    await tabTo(form, page.getByLabel('IAM user name'));
    await keyboard.type(operators.user);
    await keyboard.press('Enter');

    await tabTo(form, form.button('Review'));
    await keyboard.press('Enter');
    await tabTo(form, form.button('Create'));
    await keyboard.press('Enter');

    await expect(page.getByText('No changes needed.')).toBeVisible();
    await snap(page, 'done');
    expect(await readAccount()).toEqual(before);
  });
});

test('a request that AWS refuses ends red and says why', async ({ page }) => {
  const before = await readAccount();
  const form = await SetupForm.open(page);
  await form.fill({
    ...answers,
    name: 'archive-recommendations',
    roleName: 'personalize-archive',
    keys: [{ keyId: 'alias/reco-archive', uses: ['Data to import'] }],
  });
  await form.create();

  const alert = page.getByRole('alert');
  await expect(alert).toContainText('kms[0].keyId');
  await expect(alert).toContainText('"alias/reco-archive" was given');
  await expect(alert).toContainText('the key is Disabled');
  await snap(page, 'refused');
  expect(await readAccount()).toEqual(before);
});

test('a role that somebody made by hand is brought in order', async ({
  page,
}) => {
  const before = await readAccount();
  const form = await SetupForm.open(page);
  await form.fillTeam({ ...answers, name: 'legacy-recommendations' });
  await form.fillAccount({ ...answers, roleName: 'personalize-legacy' });
  await form.fillData({ ...answers, bucket: 'reco-results' });
  await form.fillEncryption({ ...answers, keys: [] });
  await form.fillPeople({});

  // The form asks for the path only for an existing role, and checks it.
  const rolePath = page.getByLabel('Path of the role');
  await expect(rolePath).toHaveCount(0);
  await page.getByLabel('Use an existing role and secure it').check();
  await rolePath.fill('service-role');
  await form.button('Review').click();
  await expect(
    form.errors(/must start and end with a slash/).first(),
  ).toBeVisible();
  await rolePath.fill('/service-role/');
  await snap(page, 'options');
  await form.button('Review').click();
  await form.create();

  await expect(
    page.getByRole('heading', { name: 'Your set-up is ready' }),
  ).toBeVisible();
  await snap(page, 'done');
  const found = before.roles['personalize-legacy'];
  const role = (await readAccount()).roles['personalize-legacy'];
  expect(role.attached).toEqual(expect.arrayContaining(found.attached));
  expect(JSON.stringify(role.trustPolicy)).toContain(
    `"aws:SourceAccount":"${ACCOUNT}"`,
  );
});

test('a double click on Create makes one run', async ({ page }) => {
  const started: string[] = [];
  page.on('request', request => {
    if (request.method() === 'POST' && request.url().endsWith('/v2/tasks')) {
      started.push(request.url());
    }
  });
  const form = await SetupForm.open(page);
  await form.fill({
    ...answers,
    name: 'twice-recommendations',
    roleName: 'personalize-twice',
    keys: [],
  });
  await form.button('Create').dblclick();

  await expect(
    page.getByRole('heading', { name: 'Your set-up is ready' }),
  ).toBeVisible();
  expect(started).toHaveLength(1);
});

test('a bad account is explained and holds the page', async ({ page }) => {
  const form = await SetupForm.open(page);
  await form.fillTeam(answers);
  await form.roleName.fill(answers.roleName);
  for (const account of ['12345678901', '1234-5678-9012', '1234567890123']) {
    await form.accountId.fill(account);
    await form.next();

    await expectExplained(form, /must be the 12 digits of an account id/);
    await expect(form.accountId).toHaveValue(account);
  }
});

test('a bad bucket or folder is explained and holds the page', async ({
  page,
}) => {
  const form = await SetupForm.open(page);
  await form.fillTeam(answers);
  await form.fillAccount(answers);
  await form.buckets.nth(1).fill(BUCKET);

  const entries: [bucket: string, folder: string, rule: RegExp][] = [
    ['Reco-Training-Data', 'input/', /lower-case/],
    ['s3://reco-training-data/input/', 'input/', /without s3:\/\//],
    ['a'.repeat(5000), 'input/', /3 to 63/],
    [BUCKET, 'input/*', /without \*/],
    [BUCKET, '/input', /leading slash/],
    [BUCKET, 'input/items.csv', /file name/],
  ];
  for (const [bucket, folder, rule] of entries) {
    await form.buckets.nth(0).fill(bucket);
    await form.folders.nth(0).fill(folder);
    await form.next();

    await expectExplained(form, rule);
    await expect(form.buckets.nth(0)).toHaveValue(bucket);
    await expect(form.folders.nth(0)).toHaveValue(folder);
  }
  await snap(page, 'explained');
});

test('no bucket, or an entry with nothing ticked, is explained', async ({
  page,
}) => {
  const form = await SetupForm.open(page);
  await form.fillTeam(answers);
  await form.fillAccount(answers);
  await form.remove();
  await form.remove();
  await form.next();
  await expectExplained(form, /add at least one bucket/);

  await form.add();
  await form.buckets.first().fill(BUCKET);
  await form.next();
  await expectExplained(form, /must have at least one choice/);

  await page.getByLabel('Import datasets').check();
  await form.next();
  await expect(page.getByText('Skip this page')).toBeVisible();
});

test('what was filled in is kept when going back', async ({ page }) => {
  const form = await SetupForm.open(page);
  await form.fill(answers);
  for (const label of ['options', 'people', 'encryption', 'data', 'account']) {
    await form.button('Back').click();
    await snap(page, `back-${label}`);
  }
  await expect(form.accountId).toHaveValue(ACCOUNT);
  await expect(form.roleName).toHaveValue(ROLE);
  await form.next();
  await expect(form.buckets).toHaveCount(2);
  await expect(form.folders.nth(1)).toHaveValue('output/');
  await expect(form.buckets.nth(1)).toHaveValue(BUCKET);
});

test('twenty folders fit into the form', async ({ page }) => {
  test.slow();
  const form = await SetupForm.open(page);
  await form.fillTeam(answers);
  await form.fillAccount(answers);
  for (let index = 0; index < 20; index++) {
    if (index > 1) {
      await form.add();
      await form.folders.nth(index).fill(`run-${index}/`);
      await page.getByLabel('Import datasets').nth(index).check();
    }
    await form.buckets.nth(index).fill(BUCKET);
  }
  await form.buckets.nth(19).pressSequentially('-x');
  await expect(form.buckets.nth(19)).toHaveValue(`${BUCKET}-x`);
  await snap(page, 'twenty');
  await form.next();
  await expect(page.getByText('Skip this page')).toBeVisible();
});

test('each page says what the team may use, and what is outside of it', async ({
  page,
}) => {
  const form = await SetupForm.open(page);
  await form.fillTeam(answers);
  await expect(form.limits('What your team can use')).toBeVisible();
  await form.accountId.fill('999999999999');
  await expect(form.outside).toContainText(
    "Your team can't use account 999999999999.",
  );
  await form.accountId.fill(ACCOUNT);
  await form.roleName.fill('shop');
  await expect(form.outside).toContainText(
    'The name shop must begin with personalize-.',
  );
  await form.choose(
    page.getByRole('button', { name: /^Region/ }),
    'us-west-2 (Oregon)',
  );
  await expect(form.outside).toContainText('only in us-east-1');
  await snap(page, 'outside');
  await form.choose(
    page.getByRole('button', { name: /^Region/ }),
    'us-east-1 (N. Virginia)',
  );
  await form.roleName.fill(ROLE);
  await expect(form.outside).toHaveCount(0);
  await form.next();

  await expect(
    form.limits('Your team guests can use all of them.'),
  ).toBeVisible();
  await form.fillData(answers);
  await form.fillEncryption({ ...answers, keys: [] });

  await expect(form.limits('Who can get access')).toBeVisible();
  await form.add();
  await form.fillOperators({ ...operators, roleName: 'shop-operators' });
  await expect(form.outside).toContainText(
    'The name shop-operators must begin with personalize-.',
  );
  await snap(page, 'people');
});

test('people who are named badly are explained, once each', async ({
  page,
}) => {
  const form = await SetupForm.open(page);
  await form.fillTeam(answers);
  await form.fillAccount(answers);
  await form.fillData(answers);
  await form.fillEncryption({ ...answers, keys: [] });
  await form.add();
  await form.fillOperators({ ...operators, user: 'Dmitri Ivanov' });
  await form.next();
  await expectExplained(form, /must be the name of an IAM user/);
  await expect(form.errors(/oneOf|constant|propert/)).toHaveCount(0);
  await snap(page, 'explained');

  await page.getByLabel('IAM user name').fill('dmitri');
  await form.next();
  await expect(form.button('Review')).toBeVisible();
});

test('the picture in the README', async ({ page }) => {
  test.skip(!process.env.README_PICTURES, 'only when asked for');
  await page.setViewportSize({ width: 1280, height: 1740 });
  const form = await SetupForm.open(page);
  await form.fillTeam(answers);
  await form.fillAccount(answers);
  for (const index of [0, 1]) {
    await form.buckets.nth(index).fill(BUCKET);
  }
  await form.buckets.nth(1).blur();
  // Away from the buttons, which would show as hovered.
  await page.mouse.move(0, 0);
  await page.screenshot({
    path: path.join(__dirname, '../../docs/images/form.png'),
    animations: 'disabled',
  });
});

/** Appears twice: in the list above the page, and at the field. */
async function expectExplained(form: SetupForm, rule: RegExp) {
  await expect(form.errors(rule)).toHaveCount(2);
}

/** Opens a list with Enter and moves down in it. */
async function chooseByKeyboard(form: SetupForm, list: Locator, name: string) {
  const { keyboard } = form.page;
  await tabTo(form, list);
  await keyboard.press('Enter');
  const option = form.page.getByRole('option', { name, exact: true });
  await expect(option).toBeVisible();
  while (
    !(await option.evaluate(element => element === document.activeElement))
  ) {
    await keyboard.press('ArrowDown');
  }
  await keyboard.press('Enter');
  await expect(option).toHaveCount(0);
}

/** Presses Tab until an element has the focus. */
async function tabTo(form: SetupForm, target: Locator) {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate(element => element === document.activeElement)) {
      return;
    }
    await form.page.keyboard.press('Tab');
  }
  throw new Error(`Tab doesn't reach ${target}`);
}
