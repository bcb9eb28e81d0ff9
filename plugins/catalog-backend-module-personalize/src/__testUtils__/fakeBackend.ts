import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import {
  SetupItem,
  SETUPS_TOPIC,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Router } from 'express';

/** A backend of Personalize that tells the catalog what a test gives it. */
export class FakeBackend {
  readonly setups = new Map<string, SetupItem>();
  /** Requests since the last look. */
  requests: string[] = [];
  /** So many requests are answered by an error first. */
  failures = 0;
  /** Set-ups on a page. */
  pageSize = 200;
  private publish: (name: string) => Promise<void> = async () => {};

  /** Registers or changes a set-up, and tells nobody. */
  put(item: SetupItem): void {
    this.setups.set(item.name, item);
  }

  /** Tells that a set-up changed. */
  async tell(name: string): Promise<void> {
    await this.publish(name);
  }

  readonly plugin = createBackendPlugin({
    pluginId: 'personalize',
    register: reg => {
      reg.registerInit({
        deps: {
          events: eventsServiceRef,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
        },
        init: async ({ events, httpAuth, httpRouter }) => {
          this.publish = name =>
            events.publish({ topic: SETUPS_TOPIC, eventPayload: { name } });
          const router = Router();
          router.use(async (req, _res, next) => {
            try {
              const { principal } = await httpAuth.credentials(req, {
                allow: ['service'],
              });
              if (principal.subject !== 'plugin:catalog') {
                throw new NotAllowedError(principal.subject);
              }
              this.requests.push(req.path);
              if (this.failures > 0) {
                this.failures -= 1;
                throw new Error('not up yet');
              }
              next();
            } catch (error) {
              next(error);
            }
          });
          router.get('/setups', (req, res) => {
            const start = Number(req.query.cursor ?? 0);
            const end = start + this.pageSize;
            res.json({
              items: [...this.setups.values()].slice(start, end),
              totalItems: this.setups.size,
              ...(end < this.setups.size ? { nextCursor: String(end) } : {}),
            });
          });
          router.get('/setups/:name', (req, res, next) => {
            const item = this.setups.get(req.params.name);
            if (item) {
              res.json({ ...item, checks: [] });
            } else {
              next(new NotFoundError(req.params.name));
            }
          });
          httpRouter.use(router);
        },
      });
    },
  });
}
