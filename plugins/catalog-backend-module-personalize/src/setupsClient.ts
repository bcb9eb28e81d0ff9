import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import { ResponseError, ServiceUnavailableError } from '@backstage/errors';
import {
  ask,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** What the client needs of the portal. */
export interface SetupsClientOptions {
  auth: AuthService;
  discovery: DiscoveryService;
}

/** The largest page. */
const PAGE_SIZE = 200;

/** A list may change while its pages are read; then it is read again. */
const ATTEMPTS = 3;

/** Reads set-ups from the Personalize backend, which may be another process. */
export class SetupsClient {
  constructor(private readonly options: SetupsClientOptions) {}

  /**
   * All set-ups, including removed ones.
   *
   * @throws ResponseError as the backend answers, ServiceUnavailableError if
   * the list changes all the time
   */
  async all(): Promise<SetupItem[]> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const items = await this.allPages();
      if (items) {
        return items;
      }
    }
    throw new ServiceUnavailableError(
      'The list of set-ups changed during each attempt to read it',
    );
  }

  /**
   * One set-up; `undefined` if there is none.
   * @throws ResponseError as the backend answers
   */
  async byName(name: string): Promise<SetupItem | undefined> {
    try {
      return await ask(this.send, 'getSetup', { path: { name } });
    } catch (error) {
      if (error instanceof ResponseError && error.response.status === 404) {
        return undefined;
      }
      throw error;
    }
  }

  /** `undefined` if one was missed or seen twice, because the order of the list changed. */
  private async allPages(): Promise<SetupItem[] | undefined> {
    const byName = new Map<string, SetupItem>();
    let [count, total] = [0, 0];
    let cursor: string | undefined;
    do {
      const page = await ask(this.send, 'getSetups', {
        query: { limit: PAGE_SIZE, cursor },
      });
      page.items.forEach(item => byName.set(item.name, item));
      count += page.items.length;
      total = page.totalItems;
      cursor = page.nextCursor;
    } while (cursor);
    return byName.size === count && count === total
      ? [...byName.values()]
      : undefined;
  }

  private readonly send = async (route: string, init: RequestInit) => {
    const { auth, discovery } = this.options;
    const [address, { token }] = await Promise.all([
      discovery.getBaseUrl('personalize'),
      auth.getPluginRequestToken({
        onBehalfOf: await auth.getOwnServiceCredentials(),
        targetPluginId: 'personalize',
      }),
    ]);
    return fetch(`${address}${route}`, {
      ...init,
      headers: { authorization: `Bearer ${token}` },
    });
  };
}
