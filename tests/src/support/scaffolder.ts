import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { eventsServiceFactory } from '@backstage/plugin-events-node';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { JsonObject } from '@backstage/types';
import personalizeModule from '@personalize-portal/backstage-plugin-scaffolder-backend-module-personalize';
import { parse } from 'yaml';
import { ROOT } from '../../../scripts/lib/layout.mjs';

/** How a task ended. */
export interface TaskResult {
  status: 'completed' | 'failed' | 'cancelled';
  taskId: string;
  /** All lines of the log, of all steps. */
  log: string[];
  /** The template's own output. */
  output: JsonObject;
}

/** An answer of the scaffolder's API. */
export interface ApiAnswer {
  status: number;
  body: JsonObject;
}

/** The scaffolder as a portal runs it, with the actions and the shipped template. */
export interface Scaffolder {
  /** Posts a task, as somebody who presses Create. */
  create(values: JsonObject, options?: TaskOptions): Promise<ApiAnswer>;
  /** Posts a task and waits for its end. */
  run(values: JsonObject, options?: TaskOptions): Promise<TaskResult>;
  /** Waits for the end of a task. */
  end(taskId: string): Promise<TaskResult>;
  /** Posts a dry run of a template, the shipped one by default. */
  dryRun(
    values: JsonObject,
    options?: { template?: JsonObject; person?: string },
  ): Promise<ApiAnswer>;
  /** Sends any request to the scaffolder. */
  request(
    method: string,
    route: string,
    options?: { body?: JsonObject; authorization?: string },
  ): Promise<ApiAnswer>;
  stop(): Promise<void>;
}

/** Whose task it is, and of which template. */
export interface TaskOptions {
  /** `template:default/personalize-permissions` by default. */
  templateRef?: string;
  /** `user:default/ana` by default. */
  person?: string;
}

/** The shipped template. */
export const shippedTemplate: Entity = parse(
  readFileSync(
    path.join(
      ROOT,
      'templates',
      'personalize-permissions',
      'template.yaml',
    ),
    'utf8',
  ),
);

const PERSON = 'user:default/ana';

/**
 * Starts the real scaffolder backend with the actions.
 *
 * @param personalize - the `personalize` section of the configuration
 * @param templates - templates beside the shipped one
 */
export async function startScaffolder(
  personalize: JsonObject,
  templates: Entity[] = [],
): Promise<Scaffolder> {
  const backend = await startTestBackend({
    features: [
      scaffolderPlugin,
      personalizeModule,
      eventsServiceFactory,
      mockServices.rootConfig.factory({
        data: {
          personalize,
          aws: {
            mainAccount: { accessKeyId: 'testing', secretAccessKey: 'testing' },
          },
        },
      }),
      catalogServiceMock.factory({ entities: [shippedTemplate, ...templates] }),
    ],
  });
  const api = `http://127.0.0.1:${backend.server.port()}/api/scaffolder`;

  async function request(
    method: string,
    route: string,
    {
      body,
      authorization = mockCredentials.user.header(PERSON),
    }: { body?: JsonObject; authorization?: string } = {},
  ): Promise<ApiAnswer> {
    const response = await fetch(`${api}${route}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : {} };
  }

  async function create(
    values: JsonObject,
    {
      templateRef = 'template:default/personalize-permissions',
      person = PERSON,
    }: TaskOptions = {},
  ) {
    return request('POST', '/v2/tasks', {
      body: { templateRef, values },
      authorization: mockCredentials.user.header(person),
    });
  }

  async function end(taskId: string): Promise<TaskResult> {
    for (;;) {
      const { body } = await request('GET', `/v2/tasks/${taskId}`);
      if (isFinal(body.status)) {
        const events = await eventsOf(taskId);
        return {
          status: body.status,
          taskId,
          log: events
            .filter(({ type }) => type === 'log')
            .map(event => event.body.message),
          output:
            events.find(({ type }) => type === 'completion')?.body.output ?? {},
        };
      }
      await setTimeout(50);
    }
  }

  async function eventsOf(taskId: string): Promise<TaskEvent[]> {
    const response = await fetch(`${api}/v2/tasks/${taskId}/events`, {
      headers: { authorization: mockCredentials.user.header(PERSON) },
    });
    return response.json();
  }

  return {
    create,
    end,
    request,
    async run(values, options) {
      const { status, body } = await create(values, options);
      if (status !== 201 || typeof body.id !== 'string') {
        throw new Error(`No task was made: ${status} ${JSON.stringify(body)}`);
      }
      return end(body.id);
    },
    async dryRun(values, { template, person = PERSON } = {}) {
      return request('POST', '/v2/dry-run', {
        body: {
          template: template ?? JSON.parse(JSON.stringify(shippedTemplate)),
          values,
          directoryContents: [],
        },
        authorization: mockCredentials.user.header(person),
      });
    },
    stop: () => backend.stop(),
  };
}

interface TaskEvent {
  type: string;
  body: { message: string; output?: JsonObject };
}

function isFinal(status: unknown): status is TaskResult['status'] {
  return ['completed', 'failed', 'cancelled'].some(final => final === status);
}
