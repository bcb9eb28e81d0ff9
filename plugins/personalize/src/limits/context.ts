import {
  AccountItem,
  TeamLimits,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { FormValues } from './formValues';

/** What a page judges by. */
export interface LimitsContext {
  /** The accounts that the team of the form may use, or any team of the person. */
  accounts: AccountItem[];
  form: FormValues;
}

/** What a page judges by once an account that may be used has been chosen. */
export interface AccountContext {
  account: AccountItem;
  /** What the team of the form may be granted there, or each team of the person. */
  teams: TeamLimits[];
  form: FormValues;
}

/** What holds for one page of the form. `` `text` `` is shown as code. */
export interface PageLimits {
  title: string;
  /** What may be filled in; empty where anything may. */
  limits: string[];
  /** What has been filled in and lies outside. */
  outside: string[];
}

/** Narrows what the person may use to what the team of the form may. */
export function limitsContext(
  accounts: readonly AccountItem[],
  form: FormValues,
): LimitsContext {
  return {
    form,
    accounts: accounts.filter(
      account =>
        // Where no team is given anything, every team may try its tags.
        account.limits.teams.length === 0 ||
        teamsOf(account, form.owner).length > 0,
    ),
  };
}

/** The same for the account that was chosen, if it is one of them. */
export function accountContext({
  accounts,
  form,
}: LimitsContext): AccountContext | undefined {
  const account = accounts.find(
    ({ accountId }) => accountId === form.accountId,
  );
  return account && { account, teams: teamsOf(account, form.owner), form };
}

/** Where a form asks for no team, all teams of the person count together. */
function teamsOf(
  { limits: { teams } }: AccountItem,
  owner: string | undefined,
): TeamLimits[] {
  return owner === undefined
    ? teams
    : teams.filter(({ team }) => team === owner.toLowerCase());
}
