import { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import {
  AccountItem,
  ask,
  OperationAnswer,
  OperationId,
  OperationRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PersonalizeApi } from './personalizeApi';

/** How long to keep an answer: each page of a form asks for it again. */
const CACHE_MILLISECONDS = 60_000;

/**
 * Calls the backend plugin under `/api/personalize`. Keeps only the accounts
 * for a while; the status of a set-up is always read again.
 */
export class PersonalizeClient implements PersonalizeApi {
  private accounts?: { answer: Promise<AccountItem[]>; until: number };

  constructor(
    private readonly discovery: DiscoveryApi,
    private readonly fetchApi: FetchApi,
    private readonly now: () => number = Date.now,
  ) {}

  getAccounts: PersonalizeApi['getAccounts'] = () => {
    if (!this.accounts || this.accounts.until <= this.now()) {
      const answer = this.ask('getAccounts', {}).then(({ items }) => items);
      this.accounts = { answer, until: this.now() + CACHE_MILLISECONDS };
      // A caller that comes back after a failure asks again.
      answer.catch(() => {
        if (this.accounts?.answer === answer) {
          this.accounts = undefined;
        }
      });
    }
    return this.accounts.answer;
  };

  getSetups: PersonalizeApi['getSetups'] = (filter, page) =>
    this.ask('getSetups', { query: { ...filter, ...page } });

  getSetup: PersonalizeApi['getSetup'] = name =>
    this.ask('getSetup', { path: { name } });

  getChanges: PersonalizeApi['getChanges'] = (name, cursor) =>
    this.ask('getChanges', { path: { name }, query: { cursor } });

  checkSetup: PersonalizeApi['checkSetup'] = name =>
    this.ask('checkSetup', { path: { name } });

  discardSetup: PersonalizeApi['discardSetup'] = name =>
    this.ask('discardSetup', { path: { name } });

  private async ask<O extends OperationId>(
    operation: O,
    request: OperationRequest<O>,
  ): Promise<OperationAnswer<O>> {
    const address = await this.discovery.getBaseUrl('personalize');
    return ask(
      (route, init) => this.fetchApi.fetch(`${address}${route}`, init),
      operation,
      request,
    );
  }
}
