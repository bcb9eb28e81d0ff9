import {
  coreServices,
  createBackendModule,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { scaffolderActionsExtensionPoint } from '@backstage/plugin-scaffolder-node';
import {
  createTemplateFilter,
  scaffolderTemplatingExtensionPoint,
} from '@backstage/plugin-scaffolder-node/alpha';
import {
  markdownText,
  OWNER_TAG,
  Team,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  awsSessionsFromConfig,
  ledgerServiceRef,
  readAccessAnalyzer,
  readGuardrails,
  readPlatformTeams,
  readTeams,
  refuseUnknownSections,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { createActions } from './actions/createActions';
import { warnOfOpenPolicy } from './openPolicy';

/**
 * The template filter for plain text from the actions: messages and reasons
 * name statements and tags that others wrote, and the page of a task shows the
 * output text of its template as Markdown.
 */
export const markdownFilter = createTemplateFilter({
  id: 'personalizeMarkdown',
  description:
    'Escape plain text, such as the message of a warning, for Markdown, so that nothing in it becomes a link, an image, HTML or other markup',
  examples: [
    {
      description: "A list of a plan's warnings",
      example:
        '{% for warning in steps.plan.output.warnings -%}\n- ${{ warning.message | personalizeMarkdown }}\n{% endfor %}',
    },
  ],
  schema: zod =>
    zod
      .function()
      .args(zod.string().describe('Plain text'))
      .returns(zod.string().describe('Markdown on one line')),
  filter: markdownText,
});

/**
 * Adds the actions to the scaffolder, and a filter for its templates. A wrong `personalize` section of the
 * configuration stops the start.
 */
export const personalizeModule = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'personalize',
  register(reg) {
    reg.registerInit({
      deps: {
        scaffolder: scaffolderActionsExtensionPoint,
        templating: scaffolderTemplatingExtensionPoint,
        config: coreServices.rootConfig,
        auth: coreServices.auth,
        userInfo: coreServices.userInfo,
        permissions: coreServices.permissions,
        auditor: coreServices.auditor,
        ledger: ledgerServiceRef,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
      },
      async init({
        scaffolder,
        templating,
        config,
        lifecycle,
        logger,
        ...services
      }) {
        refuseUnknownSections(config);
        const sessions = awsSessionsFromConfig(config);
        const teams = readTeams(
          config,
          sessions.accounts.map(({ accountId }) => accountId),
        );
        warnOfMissing(teams, logger);
        const stopping = new AbortController();
        lifecycle.addShutdownHook(() => stopping.abort());
        lifecycle.addStartupHook(() => {
          // The start doesn't wait for the answer.
          void warnOfOpenPolicy(
            { config, logger, ...services },
            stopping.signal,
          );
        });
        const environment = {
          sessions,
          guardrails: readGuardrails(config),
          teams,
          platformTeams: readPlatformTeams(config),
          accessAnalyzer: readAccessAnalyzer(config),
          ...services,
        };
        templating.addTemplateFilters([markdownFilter]);
        scaffolder.addActions(...createActions(environment));
      },
    });
  },
});

/** A portal can start without these, but its operator should know. */
function warnOfMissing(
  teams: readonly Team[] | undefined,
  logger: LoggerService,
): void {
  if (!teams) {
    logger.warn(
      `personalize.teams isn't configured, so people can use only buckets and keys with the tag ${OWNER_TAG} of one of their groups`,
    );
  }
}
