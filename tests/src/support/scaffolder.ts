import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { databaseServiceFactory } from '@backstage/backend-defaults/database';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import {
  BackendFeature,
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { eventsServiceFactory } from '@backstage/plugin-events-node';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import scaffolderPlugin from '@backstage/plugin-scaffolder-backend';
import { JsonObject } from '@backstage/types';
import {
  Change,
  Warning,
} from '@personalize-portal/backstage-plugin-personalize-common';
// A portal has it beside the scaffolder.
// eslint-disable-next-line @backstage/no-mixed-plugin-imports
import personalizePlugin from '@personalize-portal/backstage-plugin-personalize-backend';
import personalizeModule from '@personalize-portal/backstage-plugin-scaffolder-backend-module-personalize';
import { parse } from 'yaml';
// The scripts are no package, and their folders are not to be spelled twice.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { ROOT } from '../../../scripts/lib/layout.mjs';
import { ACTIONS } from './actions';
import { ActionHandlers, startActionHandlers } from './actionHandlers';
import { authThatNamesTheActor } from './namedActor';
import { portalPermissions } from './portalPermissions';

// Otherwise each portal compiles the schema of OpenAPI, which takes longer than the
// rest of its start.
jest.mock(
  'express-openapi-validator/dist/framework/openapi.schema.validator',
  () => {
    const { OpenAPISchemaValidator } = jest.requireActual(
      'express-openapi-validator/dist/framework/openapi.schema.validator',
    );
    const validators = new Map<string, object>();
    return {
      OpenAPISchemaValidator: function Validator(options: object) {
        const key = JSON.stringify(options);
        const validator =
          validators.get(key) ?? new OpenAPISchemaValidator(options);
        validators.set(key, validator);
        return validator;
      },
    };
  },
);

/** The result of a task. */
export interface TaskResult {
  status: 'completed' | 'failed' | 'cancelled';
  taskId: string;
  /** All lines of the log, of all steps. */
  log: string[];
  output: TaskOutput;
}

/** The output of a task or a dry run. */
export interface TaskOutput {
  roleArn?: string;
  entityRef?: string;
  passed?: boolean;
  links?: { title: string; entityRef?: string }[];
  text?: { title: string; content: string }[];
  /** By step id; see {@link echoing}. */
  steps: Record<string, { output: StepOutput } | undefined>;
}

/** The output of every action; each also has its own outputs. */
export interface StepOutput {
  changed: boolean;
  changes: Change[];
  warnings: Warning[];
  [name: string]: unknown;
}

/** A response of the scaffolder's API. */
export interface ApiAnswer {
  status: number;
  body: JsonObject;
}

/** The result of a dry run. */
export interface DryRunResult {
  status: number;
  log: string[];
  output: TaskOutput;
  /** Why it failed. */
  error?: { name: string; message: string };
}

/** The actions' log, without the scaffolder's own messages about its steps. */
export function messagesOf({ log }: Pick<TaskResult, 'log'>): string[] {
  return log.filter(
    line =>
      !/^(Starting up task with|Beginning step|Finished step|Skipping step) .*$/.test(
        line,
      ),
  );
}

/** Why a task failed: the first error in its log. */
export function failureOf(result: Pick<TaskResult, 'log'>): string | undefined {
  return messagesOf(result).find(line => /^\w*Error: /.test(line));
}

/**
 * A portal's scaffolder with the actions and the shipped templates, and the
 * backend that keeps the ledger.
 */
export interface Scaffolder {
  /** Address of its plugins, for example `http://127.0.0.1:7007/api`. */
  address: string;
  /** The actions by themselves, on this portal; they stop before it does. */
  startHandlers(): Promise<ActionHandlers>;
  /** Posts a task, like a person who presses Create. */
  create(values: JsonObject, options?: TaskOptions): Promise<ApiAnswer>;
  /** Posts a task and waits for its end. */
  run(values: JsonObject, options?: TaskOptions): Promise<TaskResult>;
  /** Waits for the end of a task. */
  end(taskId: string): Promise<TaskResult>;
  /** Runs one action alone. */
  runAction(
    action: string,
    input: JsonObject,
    options?: { person?: string },
  ): Promise<TaskResult>;
  /** Posts a dry run of a template, the shipped one by default. */
  dryRun(
    values: JsonObject,
    options?: { template?: Entity; person?: string },
  ): Promise<DryRunResult>;
  /** Sends any request to the scaffolder. */
  request(
    method: string,
    route: string,
    options?: { body?: JsonObject; authorization?: string },
  ): Promise<ApiAnswer>;
  /** Sends any request to the backend that keeps the ledger, under `/api/personalize`. */
  api(
    method: string,
    route: string,
    options?: { body?: JsonObject; person?: string; authorization?: string },
  ): Promise<ApiAnswer>;
  /**
   * Sends any request to the catalog; a portal has one only through its
   * `features`.
   */
  catalog(method: string, route: string, person: string): Promise<ApiAnswer>;
  stop(): Promise<void>;
}

/** The owner of a task, and its template. */
export interface TaskOptions {
  /** `template:default/personalize-permissions` by default. */
  templateRef?: string;
  /** `user:default/ana` by default. */
  person?: string;
}

/**
 * A template that also outputs the outputs of each of its steps, which the
 * scaffolder doesn't return.
 */
export function echoing(template: Entity): Entity {
  const { output, ...spec } = template.spec ?? {};
  return {
    ...template,
    spec: { ...spec, output: { ...Object(output), steps: '${{ steps }}' } },
  };
}

function shipped(name: string): Entity {
  return echoing(
    parse(
      readFileSync(path.join(ROOT, 'templates', name, 'template.yaml'), 'utf8'),
    ),
  );
}

/** The shipped main template, echoing. */
export const shippedTemplate = shipped('personalize-permissions');

/** The shipped template that gives people access, echoing. */
export const userAccessTemplate = shipped('personalize-user-access');

/** The shipped template that removes a set-up, echoing. */
export const revokeTemplate = shipped('personalize-permissions-revoke');

/**
 * A template of one step, which passes its input on to the action unchanged.
 */
export function oneStep(action: string): Entity {
  return echoing({
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: { name: action.replace(':', '-') },
    spec: {
      type: 'test',
      steps: [{ id: 'step', action, input: '${{ parameters.input }}' }],
    },
  });
}

/**
 * The same with the input in it: a dry run accepts no expression for the whole
 * input.
 */
export function oneStepWith(action: string, input: JsonObject): Entity {
  return echoing({
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    kind: 'Template',
    metadata: { name: action.replace(':', '-') },
    spec: { type: 'test', steps: [{ id: 'step', action, input }] },
  });
}

const PERSON = 'user:default/ana';

/** The optional parts of a portal. */
export interface PortalSettings {
  /**
   * Templates in the catalog, in addition to the shipped ones and one for each
   * action.
   */
  templates?: Entity[];
  /**
   * The folder of its databases, which stay after the portal; by default they
   * are in memory.
   */
  databases?: string;
  /** The groups of some people; the others are guests. */
  groups?: Record<string, string[]>;
  /**
   * If set, these are `personalize.platformTeams`, and the portal's own policy
   * decides about permissions; it lets them do everything.
   */
  platformTeams?: string[];
  /** Plugins and modules in addition to those of each portal. */
  features?: BackendFeature[];
}

/** No log may show this. */
export const SECRET = 'local-secret-access-key';

/**
 * Starts the real scaffolder backend with the actions, and the backend that
 * keeps the ledger, each on its own database.
 *
 * @param personalize - the `personalize` section of the configuration
 * @param denied - names of permissions that nobody has
 */
export async function startScaffolder(
  personalize: JsonObject,
  denied: string[] = [],
  {
    templates = [],
    databases,
    groups = {},
    platformTeams,
    features = [],
  }: PortalSettings = {},
): Promise<Scaffolder> {
  const services = [
    authThatNamesTheActor,
    mockServices.httpAuth.factory({
      defaultCredentials: mockCredentials.none(),
    }),
    ...(platformTeams
      ? [permissionsServiceFactory]
      : [permissionsWithout(denied)]),
    membersOf(groups),
    mockServices.rootConfig.factory({
      data: {
        personalize: { platformTeams, ...personalize },
        permission: { enabled: true },
        ...(databases && {
          backend: {
            database: {
              client: 'better-sqlite3',
              connection: { directory: databases },
            },
          },
        }),
        aws: {
          mainAccount: {
            accessKeyId: 'LOCALACCESSKEY',
            secretAccessKey: SECRET,
          },
        },
      },
    }),
  ];
  const backend = await startTestBackend({
    features: [
      scaffolderPlugin,
      personalizeModule,
      personalizePlugin,
      ...services,
      eventsServiceFactory,
      ...(databases ? [databaseServiceFactory] : []),
      ...(platformTeams ? portalPermissions : []),
      ...features,
      catalogServiceMock.factory({
        entities: [
          shippedTemplate,
          userAccessTemplate,
          revokeTemplate,
          ...ACTIONS.map(oneStep),
          ...templates,
        ],
      }),
    ],
  });
  // On a busy machine, clients would otherwise find their connections closed.
  backend.server.keepAliveTimeout = 0;
  const address = `http://127.0.0.1:${backend.server.port()}/api`;

  async function send(
    method: string,
    route: string,
    {
      body,
      authorization = mockCredentials.user.header(PERSON),
    }: { body?: JsonObject; authorization?: string } = {},
  ): Promise<Response> {
    return fetch(`${address}${route}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
  }

  async function request(
    method: string,
    route: string,
    options?: { body?: JsonObject; authorization?: string },
  ): Promise<ApiAnswer> {
    return answerOf(await send(method, `/scaffolder${route}`, options));
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
            .map(event => withoutColours(event.body.message)),
          output: events.find(({ type }) => type === 'completion')?.body
            .output ?? { steps: {} },
        };
      }
      // Each check costs as much as a step of the run.
      await setTimeout(150);
    }
  }

  async function eventsOf(taskId: string): Promise<TaskEvent[]> {
    const response = await fetch(
      `${address}/scaffolder/v2/tasks/${taskId}/events`,
      {
        headers: { authorization: mockCredentials.user.header(PERSON) },
      },
    );
    return response.json();
  }

  async function run(values: JsonObject, options?: TaskOptions) {
    const { status, body } = await create(values, options);
    if (status !== 201 || typeof body.id !== 'string') {
      throw new Error(`No task was made: ${status} ${JSON.stringify(body)}`);
    }
    return end(body.id);
  }

  return {
    address,
    startHandlers: () => startActionHandlers(address, services),
    create,
    end,
    request,
    run,
    runAction: (action, input, options) =>
      run(
        { input },
        {
          ...options,
          templateRef: `template:default/${action.replace(':', '-')}`,
        },
      ),
    async dryRun(values, { template = shippedTemplate, person = PERSON } = {}) {
      const response = await send('POST', '/scaffolder/v2/dry-run', {
        body: {
          template: JSON.parse(JSON.stringify(template)),
          values,
          directoryContents: [],
        },
        authorization: mockCredentials.user.header(person),
      });
      const body: DryRunBody = await response.json();
      return {
        status: response.status,
        log: (body.log ?? []).map(line => withoutColours(line.body.message)),
        output: { ...body.output, steps: ofActions(body.output?.steps) },
        error: body.error,
      };
    },
    async api(
      method,
      route,
      {
        body,
        person = PERSON,
        authorization = mockCredentials.user.header(person),
      } = {},
    ) {
      return answerOf(
        await send(method, `/personalize${route}`, { body, authorization }),
      );
    },
    async catalog(method, route, person) {
      return answerOf(
        await send(method, `/catalog${route}`, {
          authorization: mockCredentials.user.header(person),
        }),
      );
    },
    stop: () => backend.stop(),
  };
}

async function answerOf(response: Response): Promise<ApiAnswer> {
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : {} };
}

/** Everybody may do everything but this. */
function permissionsWithout(denied: string[]) {
  const decide = async <T extends { permission: { name: string } }>(
    requests: T[],
  ) =>
    requests.map(({ permission: { name } }) => ({
      result: denied.includes(name)
        ? AuthorizeResult.DENY
        : AuthorizeResult.ALLOW,
    }));
  return createServiceFactory({
    service: coreServices.permissions,
    deps: {},
    factory: () => ({ authorize: decide, authorizeConditional: decide }),
  });
}

/** The groups of people, according to the portal's sign-in. */
function membersOf(groups: Record<string, string[]>) {
  return createServiceFactory({
    service: coreServices.userInfo,
    deps: { auth: coreServices.auth },
    factory: ({ auth }) => ({
      async getUserInfo(credentials) {
        if (!auth.isPrincipal(credentials, 'user')) {
          throw new Error('Only people belong to groups');
        }
        const { userEntityRef } = credentials.principal;
        return {
          userEntityRef,
          ownershipEntityRefs: [
            userEntityRef,
            ...(groups[userEntityRef] ?? ['group:default/guests']),
          ],
        };
      },
    }),
  });
}

interface TaskEvent {
  type: string;
  body: { message: string; output?: TaskOutput };
}

interface DryRunBody {
  log?: { body: { message: string } }[];
  output?: TaskOutput;
  error?: { name: string; message: string };
}

/** A dry run ends with a step of the scaffolder, which has no output. */
function ofActions(steps: TaskOutput['steps'] = {}): TaskOutput['steps'] {
  return Object.fromEntries(
    Object.entries(steps).filter(([, step]) => step?.output.changes),
  );
}

function withoutColours(line: string): string {
  // eslint-disable-next-line no-control-regex
  return line.replace(/\u001b\[\d+m/g, '');
}

function isFinal(status: unknown): status is TaskResult['status'] {
  return ['completed', 'failed', 'cancelled'].some(final => final === status);
}
