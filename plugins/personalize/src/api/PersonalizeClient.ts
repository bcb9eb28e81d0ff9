import { ResponseError } from '@backstage/errors';
import { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import {
  AccountItem,
  AccountsResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PersonalizeApi } from './personalizeApi';

/** How long an answer is kept: each page of a form asks for it anew. */
const KEPT_MILLISECONDS = 60_000;

/** Asks the backend plugin under `/api/personalize`. */
export class PersonalizeClient implements PersonalizeApi {
  private accounts?: { answer: Promise<AccountItem[]>; until: number };

  constructor(
    private readonly discovery: DiscoveryApi,
    private readonly fetchApi: FetchApi,
    private readonly now: () => number = Date.now,
  ) {}

  getAccounts(): Promise<AccountItem[]> {
    if (!this.accounts || this.accounts.until <= this.now()) {
      const answer = this.fetchAccounts();
      this.accounts = { answer, until: this.now() + KEPT_MILLISECONDS };
      // Who comes back after a failure asks again.
      answer.catch(() => {
        if (this.accounts?.answer === answer) {
          this.accounts = undefined;
        }
      });
    }
    return this.accounts.answer;
  }

  private async fetchAccounts(): Promise<AccountItem[]> {
    const address = await this.discovery.getBaseUrl('personalize');
    const response = await this.fetchApi.fetch(`${address}/accounts`);
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    const { items }: AccountsResponse = await response.json();
    return items;
  }
}
