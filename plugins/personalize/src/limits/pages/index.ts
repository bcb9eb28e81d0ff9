import { AccountItem } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  accountContext,
  AccountContext,
  limitsContext,
  PageLimits,
} from '../context';
import { FormValues } from '../formValues';
import { accountPage } from './account';
import { optionsPage } from './options';
import { peoplePage } from './people';
import { dataPage, keysPage } from './resources';

/** What a page of the form is about. */
export const ABOUT = ['account', 'data', 'keys', 'people', 'options'] as const;
export type About = (typeof ABOUT)[number];

/** The pages that come after the account has been chosen. */
const LATER_PAGES: Record<
  Exclude<About, 'account'>,
  (context: AccountContext) => PageLimits
> = {
  data: dataPage,
  keys: keysPage,
  people: peoplePage,
  options: optionsPage,
};

/** What holds for a page of the form; nothing where the team has no account. */
export function pageLimits(
  about: About,
  accounts: readonly AccountItem[],
  form: FormValues,
): PageLimits | undefined {
  const context = limitsContext(accounts, form);
  if (context.accounts.length === 0) {
    return undefined;
  }
  if (about === 'account') {
    return accountPage(context);
  }
  const chosen = accountContext(context);
  return chosen
    ? LATER_PAGES[about](chosen)
    : { title: '', limits: [], outside: accountPage(context).outside };
}
