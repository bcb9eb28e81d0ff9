import { AccountItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { Translate } from '../../translation';
import {
  AccountContext,
  accountContext,
  limitsContext,
  PageLimits,
} from '../context';
import { FormValues } from '../formValues';
import { accountPage } from './account';
import { optionsPage } from './options';
import { peoplePage } from './people';
import { dataPage, keysPage } from './resources';

/** The pages of the form. */
export const ABOUT = ['account', 'data', 'keys', 'people', 'options'] as const;
export type About = (typeof ABOUT)[number];

/** The pages after the account page. */
const LATER_PAGES: Record<
  Exclude<About, 'account'>,
  (context: AccountContext) => PageLimits
> = {
  data: dataPage,
  keys: keysPage,
  people: peoplePage,
  options: optionsPage,
};

/** The limits on a page of the form; undefined if the team has no account. */
export function pageLimits(
  about: About,
  accounts: readonly AccountItem[],
  form: FormValues,
  t: Translate,
): PageLimits | undefined {
  const context = limitsContext(accounts, form, t);
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
