import {
  AccountItem,
  TeamLimits,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Translate } from '../translation';
import { FormValues } from './formValues';

/** The input of the account page. */
export interface LimitsContext {
  /** The accounts of the form's team, or of all the person's teams. */
  accounts: AccountItem[];
  form: FormValues;
  t: Translate;
}

/** The input of the other pages, once the person chose an allowed account. */
export interface AccountContext {
  account: AccountItem;
  /** The limits of the form's team there, or of all the person's teams. */
  teams: TeamLimits[];
  form: FormValues;
  t: Translate;
}

/** The limits on one page of the form. `` `text` `` is shown as code. */
export interface PageLimits {
  title: string;
  /** The allowed values; empty if everything is allowed. */
  limits: string[];
  /** Values in the form that aren't allowed. */
  outside: string[];
}

/** Narrows the person's accounts to those of the form's team. */
export function limitsContext(
  accounts: readonly AccountItem[],
  form: FormValues,
  t: Translate,
): LimitsContext {
  return {
    form,
    t,
    accounts: accounts.filter(
      account =>
        // Without limits for teams, any team can rely on owner tags.
        account.limits.teams.length === 0 ||
        teamsOf(account, form.owner).length > 0,
    ),
  };
}

/** The context of the chosen account, if it is allowed. */
export function accountContext({
  accounts,
  form,
  t,
}: LimitsContext): AccountContext | undefined {
  const account = accounts.find(
    ({ accountId }) => accountId === form.accountId,
  );
  return account && { account, teams: teamsOf(account, form.owner), form, t };
}

/** Counts all the person's teams if the form doesn't ask for one. */
function teamsOf(
  { limits: { teams } }: AccountItem,
  owner: string | undefined,
): TeamLimits[] {
  return owner === undefined
    ? teams
    : teams.filter(({ team }) => team === owner.toLowerCase());
}
