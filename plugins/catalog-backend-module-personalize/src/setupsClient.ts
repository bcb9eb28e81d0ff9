import { AuthService, DiscoveryService } from '@backstage/backend-plugin-api';
import { ResponseError, ServiceUnavailableError } from '@backstage/errors';
import {
  SetupItem,
  SetupsResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** What the client needs of the portal. */
export interface SetupsClientOptions {
  auth: AuthService;
  discovery: DiscoveryService;
}

/** The most that a page may have. */
const PAGE_SIZE = '200';

/** A list may change while its pages are read; then it is read anew. */
const ATTEMPTS = 3;

/** Reads set-ups of the Personalize backend, which may be another process. */
export class SetupsClient {
  constructor(private readonly options: SetupsClientOptions) {}

  /**
   * All set-ups there are, also those that were taken back.
   *
   * @throws ResponseError as the backend answers, ServiceUnavailableError where
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
      'The list of set-ups changed each time that it was read',
    );
  }

  /** One set-up; `undefined` where there is none. @throws ResponseError as the backend answers */
  async byName(name: string): Promise<SetupItem | undefined> {
    const response = await this.get(`/setups/${encodeURIComponent(name)}`);
    if (response.status === 404) {
      return undefined;
    }
    return answerOf<SetupItem>(response);
  }

  /** `undefined` where one was missed or seen twice, as the order of the list changed meanwhile. */
  private async allPages(): Promise<SetupItem[] | undefined> {
    const byName = new Map<string, SetupItem>();
    let [count, total] = [0, 0];
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({
        limit: PAGE_SIZE,
        ...(cursor ? { cursor } : {}),
      });
      const page = await answerOf<SetupsResponse>(
        await this.get(`/setups?${query}`),
      );
      page.items.forEach(item => byName.set(item.name, item));
      count += page.items.length;
      total = page.totalItems;
      cursor = page.nextCursor;
    } while (cursor);
    return byName.size === count && count === total
      ? [...byName.values()]
      : undefined;
  }

  private async get(route: string): Promise<Response> {
    const { auth, discovery } = this.options;
    const [address, { token }] = await Promise.all([
      discovery.getBaseUrl('personalize'),
      auth.getPluginRequestToken({
        onBehalfOf: await auth.getOwnServiceCredentials(),
        targetPluginId: 'personalize',
      }),
    ]);
    return fetch(`${address}${route}`, {
      headers: { authorization: `Bearer ${token}` },
    });
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  return response.json();
}
