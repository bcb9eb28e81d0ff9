import { Config } from '@backstage/config';
import {
  ANY_TAG,
  CLOSED_GUARDRAILS,
  Guardrails,
  ISOLATIONS,
  refuseUnknownKeys,
  rolePathRule,
  SERVICE_POLICIES,
  SOURCE_CONDITIONS,
  tagKeyRule,
} from '@personalize-portal/backstage-plugin-personalize-common';

const ROOT = 'personalize.guardrails';

/** Not a guardrail: it chooses between two ways, and neither is stricter for every company. */
const ISOLATION = 'personalize.isolation';

const KEYS = [
  'roleNamePattern',
  'rolePath',
  'permissionsBoundary',
  'requiredTags',
  'allowedTags',
  'servicePolicy',
  'federation',
  'requireMfa',
  'allowDirectAttachment',
  'sourceConditions',
];

/**
 * Reads `personalize.guardrails` and `personalize.isolation`. Missing keys take the
 * values of {@link CLOSED_GUARDRAILS}, so that only explicit configuration opens
 * access.
 *
 * @throws Error that names the configuration path and the rule; an unreadable
 *   guardrail stops the start because a run without it would be too free
 */
export function readGuardrails(config: Config): Guardrails {
  const guardrails = config.getOptionalConfig(ROOT);
  refuseUnknownKeys(guardrails?.keys() ?? [], ROOT, KEYS);
  const { allowedTags, ...closed } = CLOSED_GUARDRAILS;
  return {
    roleNamePattern: readPattern(guardrails, 'roleNamePattern'),
    rolePath: readPath(guardrails, 'rolePath'),
    permissionsBoundary: readPolicyArn(guardrails, 'permissionsBoundary'),
    requiredTags: readTagKeys(guardrails, 'requiredTags'),
    allowedTags: readTagKeys(guardrails, 'allowedTags', [ANY_TAG]) ?? [
      ...allowedTags,
    ],
    servicePolicy:
      readChoice(config, `${ROOT}.servicePolicy`, SERVICE_POLICIES) ??
      closed.servicePolicy,
    federation: readFederation(guardrails, 'federation'),
    requireMfa:
      guardrails?.getOptionalBoolean('requireMfa') ?? closed.requireMfa,
    allowDirectAttachment:
      guardrails?.getOptionalBoolean('allowDirectAttachment') ??
      closed.allowDirectAttachment,
    sourceConditions:
      readChoice(config, `${ROOT}.sourceConditions`, SOURCE_CONDITIONS) ??
      closed.sourceConditions,
    isolation: readChoice(config, ISOLATION, ISOLATIONS),
  };
}

function readPattern(
  config: Config | undefined,
  key: string,
): string | undefined {
  const pattern = config?.getOptionalString(key);
  try {
    return pattern && new RegExp(pattern).source;
  } catch (error) {
    throw new Error(
      `${ROOT}.${key} is "${pattern}", which is not a regular expression: ${error}`,
    );
  }
}

function readPath(config: Config | undefined, key: string): string | undefined {
  const path = config?.getOptionalString(key);
  const flaw = path && rolePathRule({}).broken(path);
  if (flaw) {
    throw new Error(`${ROOT}.${key} is "${path}", but ${flaw}`);
  }
  return path;
}

/** A required tag that nobody may set would refuse every request. */
function readTagKeys(
  config: Config | undefined,
  key: string,
  words: readonly string[] = [],
): string[] | undefined {
  const tags = config?.getOptionalStringArray(key);
  tags?.forEach((tag, index) => {
    const flaw = words.includes(tag) ? undefined : tagKeyRule.broken(tag);
    if (flaw) {
      throw new Error(`${ROOT}.${key}[${index}] is "${tag}", but ${flaw}`);
    }
  });
  return tags;
}

/** A section without a list allows nothing of that kind. */
function readFederation(
  config: Config | undefined,
  key: string,
): Guardrails['federation'] {
  const federation = config?.getOptionalConfig(key);
  if (!federation) {
    return undefined;
  }
  refuseUnknownKeys(federation.keys(), `${ROOT}.${key}`, [
    'oidcSubjects',
    'samlProviders',
  ]);
  return {
    oidcSubjects: federation.getOptionalStringArray('oidcSubjects'),
    samlProviders: federation.getOptionalStringArray('samlProviders'),
  };
}

function readPolicyArn(
  config: Config | undefined,
  key: string,
): string | undefined {
  const arn = config?.getOptionalString(key);
  if (
    arn !== undefined &&
    !/^arn:[^:]+:iam::(\d{12}|aws|\{accountId\}):policy\//.test(arn)
  ) {
    throw new Error(
      `${ROOT}.${key} is "${arn}", which is not the ARN of a policy`,
    );
  }
  return arn;
}

function readChoice<T extends string>(
  config: Config,
  path: string,
  choices: readonly T[],
): T | undefined {
  const value = config.getOptionalString(path);
  const choice = choices.find(one => one === value);
  if (value !== undefined && choice === undefined) {
    throw new Error(
      `${path} is "${value}", but it must be one of ${choices.join(', ')}`,
    );
  }
  return choice;
}
