import { Config } from '@backstage/config';
import {
  Guardrails,
  SERVICE_POLICIES,
  SOURCE_CONDITIONS,
} from '@personalize-portal/backstage-plugin-personalize-common';

const ROOT = 'personalize.guardrails';

/**
 * Reads `personalize.guardrails`.
 *
 * @throws Error that names the configuration path and the rule; a guardrail that
 * can't be read stops the start, for a run without it would be too free
 */
export function readGuardrails(config: Config): Guardrails {
  const guardrails = config.getOptionalConfig(ROOT);
  return {
    roleNamePattern: readPattern(guardrails, 'roleNamePattern'),
    rolePath: readPath(guardrails, 'rolePath'),
    permissionsBoundary: readPolicyArn(guardrails, 'permissionsBoundary'),
    requiredTags: guardrails?.getOptionalStringArray('requiredTags'),
    allowedTags: guardrails?.getOptionalStringArray('allowedTags'),
    servicePolicy: readChoice(guardrails, 'servicePolicy', SERVICE_POLICIES),
    sourceConditions: readChoice(
      guardrails,
      'sourceConditions',
      SOURCE_CONDITIONS,
    ),
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
      `${ROOT}.${key} is "${pattern}", which is no regular expression: ${error}`,
    );
  }
}

function readPath(config: Config | undefined, key: string): string | undefined {
  const path = config?.getOptionalString(key);
  if (path !== undefined && !/^\/([\x21-\x7e]+\/)?$/.test(path)) {
    throw new Error(
      `${ROOT}.${key} is "${path}", but a path starts and ends with "/"`,
    );
  }
  return path;
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
    throw new Error(`${ROOT}.${key} is "${arn}", which is no ARN of a policy`);
  }
  return arn;
}

function readChoice<T extends string>(
  config: Config | undefined,
  key: string,
  choices: readonly T[],
): T | undefined {
  const value = config?.getOptionalString(key);
  const choice = choices.find(one => one === value);
  if (value !== undefined && choice === undefined) {
    throw new Error(
      `${ROOT}.${key} is "${value}", but it is one of ${choices.join(', ')}`,
    );
  }
  return choice;
}
