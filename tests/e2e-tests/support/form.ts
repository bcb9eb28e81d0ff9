import { expect, Locator, Page, test } from '@playwright/test';
import { visit } from './portalTest';

/** A person's input; the other fields keep their defaults. */
export interface Answers {
  name: string;
  accountId: string;
  roleName: string;
  /** For the two default entries: input and output. */
  bucket: string;
  keys: { keyId: string; uses: string[] }[];
  /** None by default. */
  operators?: OperatorsAnswer;
}

/** IAM users of the account who assume a role. */
export interface OperatorsAnswer {
  /** In the words of the form. */
  preset: string;
  roleName: string;
  user: string;
}

/** The form of the template, page by page, as a person uses it. */
export class SetupForm {
  readonly name: Locator;
  readonly team: Locator;
  readonly accountId: Locator;
  readonly roleName: Locator;
  readonly buckets: Locator;
  readonly folders: Locator;
  readonly keys: Locator;

  constructor(readonly page: Page) {
    this.name = page.getByLabel('Name of the set-up');
    this.team = page.getByLabel('Team');
    this.accountId = page.getByLabel('AWS account');
    this.roleName = page.getByLabel('Name of the role');
    this.buckets = page.getByRole('textbox', { name: /^Bucket/ });
    this.folders = page.getByRole('textbox', { name: /^Folder/ });
    this.keys = page.getByRole('textbox', { name: /^Key/ });
  }

  /** Signs in as a guest if necessary, and opens the form. */
  static async open(page: Page): Promise<SetupForm> {
    await visit(page, '/');
    const form = new SetupForm(page);
    const enter = page.getByRole('button', { name: 'Enter' });
    await expect(enter.or(form.name)).toBeVisible();
    if (await enter.isVisible()) {
      await enter.click();
    }
    await expect(form.name).toBeVisible();
    // A guest has only one team, which is selected once the catalog is read.
    await expect(form.team).toHaveValue('Guests');
    return form;
  }

  async next() {
    await this.button('Next').click();
  }

  async add() {
    await this.page.getByRole('button', { name: 'Add Item' }).click();
  }

  async remove() {
    await this.page.getByRole('button', { name: 'Remove' }).first().click();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** The list of a page's errors. */
  errors(text: RegExp): Locator {
    return this.page.getByRole('listitem').filter({ hasText: text });
  }

  async fillTeam({ name }: Answers) {
    await this.name.fill(name);
    await snap(this.page, 'team');
    await this.next();
    await expect(this.accountId).toBeVisible();
  }

  async fillAccount({ accountId, roleName }: Answers) {
    await this.accountId.fill(accountId);
    await this.roleName.fill(roleName);
    await snap(this.page, 'account');
    await this.next();
    await expect(this.buckets.first()).toBeVisible();
  }

  async fillData({ bucket }: Answers) {
    for (const index of [0, 1]) {
      await this.buckets.nth(index).fill(bucket);
    }
    await snap(this.page, 'data');
    await this.next();
    await expect(this.page.getByText('Skip this page')).toBeVisible();
  }

  async fillEncryption({ keys }: Answers) {
    for (const [index, { keyId, uses }] of keys.entries()) {
      await this.add();
      await this.keys.nth(index).fill(keyId);
      for (const use of uses) {
        await this.page.getByLabel(use).nth(index).check();
      }
    }
    await snap(this.page, 'encryption');
    await this.next();
    await expect(this.page.getByText('Who may do what')).toBeVisible();
  }

  async fillPeople({ operators }: Pick<Answers, 'operators'>) {
    if (operators) {
      await this.add();
      await this.fillOperators(operators);
    }
    await snap(this.page, 'people');
    await this.next();
    await expect(this.button('Review')).toBeVisible();
  }

  /** Fills in the only entry of a page of people. */
  async fillOperators({ preset, roleName, user }: OperatorsAnswer) {
    await this.choose(this.page.getByLabel('What they may do'), preset);
    await this.choose(
      this.button('IAM Identity Center'),
      'IAM users who assume a role',
    );
    await this.page.getByLabel('Role name').fill(roleName);
    await this.page.getByLabel('IAM user name').fill(user);
  }

  async choose(list: Locator, option: string) {
    await list.click();
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }

  /** The text of a page about the team's limits. */
  limits(text: RegExp | string): Locator {
    return this.page.getByText(text);
  }

  /** The list of values on a page that aren't within the limits. */
  get outside(): Locator {
    return this.page
      .getByRole('status')
      .filter({ hasText: 'Outside your limits' });
  }

  /** All pages up to the button that starts the run. */
  async fill(answers: Answers) {
    await this.fillTeam(answers);
    await this.fillAccount(answers);
    await this.fillData(answers);
    await this.fillEncryption(answers);
    await this.fillPeople(answers);
    await snap(this.page, 'options');
    await this.button('Review').click();
    await expect(this.button('Create')).toBeVisible();
    await snap(this.page, 'review');
  }

  /** Starts the run and waits for its page. */
  async create() {
    await this.button('Create').click();
    await expect(this.page).toHaveURL(/\/create\/tasks\/[0-9a-f-]{36}/);
  }
}

/** Saves a picture of a page with the test's results, if SCREENSHOTS is set. */
export async function snap(page: Page, name: string) {
  if (!process.env.SCREENSHOTS) {
    return;
  }
  await page.screenshot({
    path: test.info().outputPath(`${name}.png`),
    fullPage: true,
    animations: 'disabled',
  });
}
