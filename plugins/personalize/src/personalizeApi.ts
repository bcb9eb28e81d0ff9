import {
  createApiRef,
  DiscoveryApi,
  FetchApi,
} from '@backstage/frontend-plugin-api';
import {
  AccountItem,
  ask,
  ChangesResponse,
  CheckResponse,
  OperationAnswer,
  OperationId,
  OperationRequest,
  SetupFilter,
  SetupResponse,
  SetupsResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** The requested page of a list. */
type PageRequest = Omit<
  NonNullable<OperationRequest<'getSetups'>['query']>,
  keyof SetupFilter
>;

/**
 * What the pages need from the portal's backend. Every method throws a
 * ResponseError when the backend refuses or fails.
 */
export interface PersonalizeApi {
  /** The accounts that the person can use, and their limits there. */
  getAccounts(): Promise<AccountItem[]>;
  /** A page of the matching set-ups that the person can see. */
  getSetups(filter: SetupFilter, page?: PageRequest): Promise<SetupsResponse>;
  /** A set-up with all checks of its last check. */
  getSetup(name: string): Promise<SetupResponse>;
  /** A page of the history of a set-up, newest first. */
  getChanges(name: string, cursor?: string): Promise<ChangesResponse>;
  /** Checks a set-up in AWS now, which takes some seconds. */
  checkSetup(name: string): Promise<CheckResponse>;
  /** Discards a set-up that hasn't changed anything in AWS; its name is free at once. */
  discardSetup(name: string): Promise<void>;
}

export const personalizeApiRef = createApiRef<PersonalizeApi>({
  id: 'plugin.personalize.service',
});

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
