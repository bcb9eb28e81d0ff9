import { ResponseError } from '@backstage/errors';
import { DiscoveryApi, FetchApi } from '@backstage/frontend-plugin-api';
import {
  AccountItem,
  AccountsResponse,
  ChangesResponse,
  CheckResponse,
  SetupFilter,
  SetupResponse,
  SetupsResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { PageRequest, PersonalizeApi } from './personalizeApi';

/** How long an answer is kept: each page of a form asks for it anew. */
const KEPT_MILLISECONDS = 60_000;

/**
 * Asks the backend plugin under `/api/personalize`. Only the accounts are kept
 * for a while; how a set-up stands is asked anew each time.
 */
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

  async getSetups(
    filter: SetupFilter,
    page: PageRequest = {},
  ): Promise<SetupsResponse> {
    const response = await this.ask(
      `/setups${queryOf({ ...filter, ...page })}`,
    );
    return response.json();
  }

  async getSetup(name: string): Promise<SetupResponse> {
    const response = await this.ask(pathOf(name));
    return response.json();
  }

  async getChanges(name: string, cursor?: string): Promise<ChangesResponse> {
    const response = await this.ask(
      `${pathOf(name)}/changes${queryOf({ cursor })}`,
    );
    return response.json();
  }

  async checkSetup(name: string): Promise<CheckResponse> {
    const response = await this.ask(`${pathOf(name)}/check`, {
      method: 'POST',
    });
    return response.json();
  }

  async discardSetup(name: string): Promise<void> {
    await this.ask(`${pathOf(name)}/discard`, { method: 'POST' });
  }

  private async fetchAccounts(): Promise<AccountItem[]> {
    const response = await this.ask('/accounts');
    const { items }: AccountsResponse = await response.json();
    return items;
  }

  private async ask(path: string, init?: RequestInit): Promise<Response> {
    const address = await this.discovery.getBaseUrl('personalize');
    const response = await this.fetchApi.fetch(`${address}${path}`, init);
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response;
  }
}

function pathOf(name: string): string {
  return `/setups/${encodeURIComponent(name)}`;
}

/** What is absent, empty or false isn't asked for. */
function queryOf(
  values: Record<string, string | number | boolean | undefined>,
): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value) {
      query.set(key, String(value));
    }
  }
  return query.size > 0 ? `?${query}` : '';
}
