import { JsonObject } from '@backstage/types';
import {
  parseHardenTrustRequest,
  redactIn,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  trustAfter,
  trustPart,
} from '@personalize-portal/backstage-plugin-personalize-node';
import { ActionEnvironment } from '../run/actionRun';
import { roleFields, trustFields } from '../run/fields';
import { examples } from './hardenTrust.examples';
import { createPartAction } from './partAction';

/**
 * `personalize:harden-trust`: lets Personalize assume the role only for this
 * account and these Regions, and keeps everybody else's access.
 *
 * Fails with InputError, NotAllowedError, ConflictError (a wildcard statement
 * that can't be narrowed, no such role, too large for the account's quota) and
 * AwsOperationError.
 */
export function createHardenTrustAction(environment: ActionEnvironment) {
  return createPartAction(environment, {
    id: 'personalize:harden-trust',
    description:
      'Limit the trust policy of a role, so that Amazon Personalize can assume it only for this account and these Regions',
    examples,
    input: { ...roleFields, ...trustFields },
    output: zod => ({
      roleArn: zod.string().describe('ARN of the role'),
      trustPolicy: zod
        .custom<JsonObject>()
        .describe('The trust policy afterwards; in a dry run, as it would be'),
    }),
    part: trustPart,
    parse: parseHardenTrustRequest,
    async outputs({ request, rights, state, changes, outputs }) {
      const trustPolicy = changes.at(-1)?.after ?? trustAfter(request, state);
      return {
        ...outputs,
        trustPolicy: rights.seesForeign
          ? trustPolicy
          : redactIn(trustPolicy, state.home.resource, request.role),
      };
    },
  });
}
