import {
  coreServices,
  createServiceFactory,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import {
  AuthorizeResult,
  Permission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { JsonObject } from '@backstage/types';
import { personalizePlugin } from '../plugin';
import { documentFlaw } from './openApiDocument';

export const DATA = '111111111111';
export const SHOP = '222222222222';
export const HIDDEN = '333333333333';

export const ANA = 'user:default/ana';
export const BEN = 'user:default/ben';
export const EVE = 'user:default/eve';

const GROUPS: Record<string, string[]> = {
  [ANA]: [ANA, 'group:default/recommendations'],
  [BEN]: ['group:default/recommendations', 'Group:default/Shop'],
  [EVE]: [EVE, 'group:default/visitors'],
};

export const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
export const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/** Nothing listens there. */
const NO_AWS = 'http://127.0.0.1:9';

/** The `personalize` section of the configuration. */
export function configuration(endpoint: string = NO_AWS) {
  return {
    accounts: [
      {
        accountId: DATA,
        name: 'data-science',
        regions: ['us-east-1', 'eu-west-1'],
        endpoint,
      },
      { accountId: SHOP, regions: ['us-east-1'], endpoint },
      { accountId: HIDDEN, name: 'payroll', regions: ['us-east-1'], endpoint },
    ],
    teams: {
      'group:default/recommendations': {
        accounts: [DATA],
        buckets: ['reco-*'],
        keys: ['alias/reco-*'],
      },
      'group:default/shop': {
        accounts: [DATA, SHOP],
        buckets: ['shop-*'],
        keys: [],
      },
      'group:default/payroll': { accounts: [HIDDEN], buckets: ['pay-*'] },
    },
    guardrails: {
      roleNamePattern: '^personalize-',
      permissionsBoundary: 'arn:aws:iam::{accountId}:policy/boundary',
      requiredTags: ['cost-center'],
      servicePolicy: 'scoped',
    },
  };
}

/** The callers. */
export const as = {
  nobody: undefined,
  person: (ref: string) => mockCredentials.user.header(ref),
  service: (subject: string) =>
    mockCredentials.service.header({
      onBehalfOf: mockCredentials.service(subject),
      targetPluginId: 'personalize',
    }),
  /** A service on behalf of a person. */
  personThrough: (subject: string, ref: string) =>
    `Bearer ${mockCredentials.user.token(ref, { actor: { subject } })}`,
};

/** The events for the auditor. */
export interface AuditedEvent {
  eventId: string;
  meta?: JsonObject;
  outcome: 'succeeded' | 'failed';
}

/**
 * A portal with this plugin on an empty database. Compares every response with
 * the OpenAPI document, and expects every event for the auditor to have a
 * severity that portals log without configuration.
 */
export async function startPortal({
  decide = () => ALLOW,
  personalize = {},
  endpoint,
}: {
  /** The policy's decision. */
  decide?: (permission: Permission) => PolicyDecision;
  /** Replaces parts of the configuration. */
  personalize?: JsonObject;
  /** The endpoint of AWS. */
  endpoint?: string;
} = {}) {
  const asked: string[] = [];
  const audited: AuditedEvent[] = [];
  const published: { topic: string; eventPayload: unknown }[] = [];
  const notified: string[] = [];
  const rules = { decide };
  const auditor = mockServices.auditor.mock({
    async createEvent({ eventId, severityLevel = 'low', meta }) {
      if (severityLevel === 'low') {
        throw new Error(`${eventId} isn't in the log unless it is asked for`);
      }
      const end = async (
        outcome: AuditedEvent['outcome'],
        more: JsonObject = {},
      ) => {
        audited.push({ eventId, meta: { ...meta, ...more }, outcome });
      };
      return {
        success: options => end('succeeded', options?.meta),
        fail: ({ error, meta: more }) =>
          end('failed', { ...more, error: error.message }),
      };
    },
  });
  const scheduler = mockServices.scheduler();
  const backend = await startTestBackend({
    features: [
      personalizePlugin,
      createServiceFactory({
        service: coreServices.scheduler,
        deps: {},
        factory: () => scheduler,
      }),
      mockServices.rootConfig.factory({
        data: {
          aws: {
            mainAccount: { accessKeyId: 'AKIABASE', secretAccessKey: 'base' },
          },
          personalize: { ...configuration(endpoint), ...personalize },
        },
      }),
      mockServices.httpAuth.factory({
        defaultCredentials: mockCredentials.none(),
      }),
      auditor.factory,
      catalogServiceMock.factory(),
      createServiceFactory({
        service: coreServices.userInfo,
        deps: {},
        factory: (): UserInfoService => ({
          async getUserInfo(credentials) {
            const { userEntityRef } = Object(credentials).principal;
            return {
              userEntityRef,
              ownershipEntityRefs: GROUPS[userEntityRef] ?? [],
            };
          },
        }),
      }),
      createServiceFactory({
        service: eventsServiceRef,
        deps: {},
        factory: () => ({
          async publish(event) {
            published.push(event);
          },
          async subscribe() {},
        }),
      }),
      createServiceFactory({
        service: notificationService,
        deps: {},
        factory: () => ({
          async send({ payload: { title } }) {
            notified.push(title);
          },
        }),
      }),
      mockServices.permissions.mock({
        async authorizeConditional(requests) {
          asked.push(...requests.map(({ permission }) => permission.name));
          return requests.map(({ permission }) => rules.decide(permission));
        },
      }).factory,
    ],
  });
  const address = `http://127.0.0.1:${backend.server.port()}/api/personalize`;

  /** Sends a request, and compares the response with the document. */
  async function call(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    authorization?: string,
    given?: unknown,
  ) {
    const response = await fetch(`${address}${path}`, {
      method,
      headers: {
        ...(authorization && { authorization }),
        ...(given === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: given === undefined ? undefined : JSON.stringify(given),
    });
    const text = await response.text();
    const body = text ? JSON.parse(text) : undefined;
    const { status } = response;
    const answer = { method, path: path.split('?')[0], status, body };
    const flaw = documentFlaw(answer);
    if (flaw) {
      throw new Error(
        `${method} ${path} answers ${status} ${text}, but ${flaw}`,
      );
    }
    return { status, body };
  }

  return {
    /** The names of the permissions that the policy was asked about. */
    asked,
    audited,
    published,
    /** The titles of the notifications that owners got. */
    notified,
    /** Changes the policy's decision. */
    rules,
    /** Runs a scheduled task once. */
    runTask: (id: string) => scheduler.triggerTask(id),
    call,
    get: (path: string, authorization?: string) =>
      call('GET', path, authorization),
    address,
    stop: () => backend.stop(),
  };
}

/** A running portal. */
export type Portal = Awaited<ReturnType<typeof startPortal>>;
