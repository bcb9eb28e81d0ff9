import { randomUUID } from 'node:crypto';
import {
  BackendFeature,
  coreServices,
  createServiceFactory,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  startTestBackend,
} from '@backstage/backend-test-utils';
import {
  scaffolderActionsExtensionPoint,
  TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import { scaffolderTemplatingExtensionPoint } from '@backstage/plugin-scaffolder-node/alpha';
import { JsonObject } from '@backstage/types';
import personalizeModule from '@personalize-portal/backstage-plugin-scaffolder-backend-module-personalize';

/**
 * The output and log of a handler, and the error that it ended with, if any.
 */
export interface HandlerResult {
  outputs: Record<string, unknown>;
  log: string[];
  error?: unknown;
}

/** The handlers of the actions, without the scaffolder around them. */
export interface ActionHandlers {
  /** Calls the handler of an action, for a task or a dry run. */
  call(
    action: string,
    input: JsonObject,
    run: { person: string; isDryRun: boolean },
  ): Promise<HandlerResult>;
  stop(): Promise<void>;
}

/**
 * Starts the module of the actions beside a portal, which has their ledger and
 * permissions.
 *
 * @param api - address of the portal's plugins, for example
 * `http://127.0.0.1:7007/api`
 * @param services - services of the portal that more than one plugin uses
 */
export async function startActionHandlers(
  api: string,
  services: BackendFeature[],
): Promise<ActionHandlers> {
  const handlers = new Map<string, TemplateAction['handler']>();
  const getBaseUrl = async (plugin: string) => `${api}/${plugin}`;
  const backend = await startTestBackend({
    extensionPoints: [
      [
        scaffolderActionsExtensionPoint,
        {
          addActions(...actions) {
            actions.forEach(({ id, handler }) => handlers.set(id, handler));
          },
        },
      ],
      [
        scaffolderTemplatingExtensionPoint,
        { addTemplateFilters() {}, addTemplateGlobals() {} },
      ],
    ],
    features: [
      personalizeModule,
      ...services,
      createServiceFactory({
        service: coreServices.discovery,
        deps: {},
        factory: () => ({ getBaseUrl, getExternalBaseUrl: getBaseUrl }),
      }),
    ],
  });
  return {
    async call(action, input, { person, isDryRun }) {
      const handler = handlers.get(action);
      if (!handler) {
        throw new Error(`There is no action ${action}`);
      }
      const outputs: HandlerResult['outputs'] = {};
      const log: string[] = [];
      const context: Parameters<typeof handler>[0] = {
        input,
        logger: loggerTo(log),
        workspacePath: '/',
        isDryRun,
        task: { id: randomUUID() },
        step: { id: 'step', name: action },
        user: { ref: person },
        getInitiatorCredentials: async () => mockCredentials.user(person),
        output(name, value) {
          outputs[name] = value;
        },
        checkpoint: async ({ fn }) => fn(),
        async createTemporaryDirectory() {
          throw new Error('No action needs one');
        },
      };
      try {
        await handler(context);
        return { outputs, log };
      } catch (error) {
        return { outputs, log, error };
      }
    },
    stop: () => backend.stop(),
  };
}

function loggerTo(log: string[]): LoggerService {
  const write = (message: string) => {
    log.push(message);
  };
  const logger: LoggerService = {
    error: write,
    warn: write,
    info: write,
    debug: write,
    child: () => logger,
  };
  return logger;
}
