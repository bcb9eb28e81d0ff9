import {
  ExpectedAccess,
  Guardrails,
  parseVerifyRequest,
  Problem,
  refuse,
  roleOfSetup,
  SetupRecord,
  VerifyRequest,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { expectedAccess } from '@personalize-portal/backstage-plugin-personalize-node';

/** The set-up or request to prove. */
export type ProofRequest = VerifyRequest &
  Pick<ExpectedAccess, 'keySourceConditions'>;

/**
 * Reads the input of `personalize:verify`. For a registered set-up it proves
 * the last request, so that a smaller proof can't vouch for it; all inputs
 * except its name must match.
 *
 * @throws InvalidRequestError
 */
export function proofRequest(
  input: unknown,
  guardrails: Guardrails,
  recorded: SetupRecord | undefined,
): ProofRequest {
  if (!recorded) {
    return parseVerifyRequest(input, guardrails);
  }
  const role = roleOfSetup(recorded.setup);
  const { accountId, region, roleName, rolePath } = role;
  const given = parseVerifyRequest(
    { ...Object(input), accountId, region, roleName, rolePath },
    guardrails,
  );
  const asked = {
    ...expectedAccess(role, recorded.asked),
    name: recorded.setup.name,
  };
  refuseDisagreement(input, given, asked);
  // Compared with the claim; see `ownerOf`.
  return { ...asked, owner: given.owner };
}

/** The fields that decide access, by their names in an input. */
function fieldsOf(request: ProofRequest): Record<string, unknown> {
  const { settings, trust, keys, buckets, users, sourceConditions } = request;
  return {
    permissionsBoundary: settings.permissionsBoundary,
    servicePolicy: settings.servicePolicy,
    cloudWatchMetrics: settings.cloudWatchMetrics,
    regions: trust.regions,
    sourceArns: trust.sourceArns,
    kms: keys,
    keys,
    s3: buckets,
    buckets,
    users,
    sourceConditions,
  };
}

function refuseDisagreement(
  input: unknown,
  given: ProofRequest,
  asked: ProofRequest,
): void {
  const values = Object(input);
  const recorded = fieldsOf(asked);
  const problems = Object.entries(fieldsOf(given)).flatMap(
    ([field, value]): Problem[] =>
      values[field] === undefined ||
      values[field] === '' ||
      isSame(value, recorded[field])
        ? []
        : [
            {
              field,
              value: values[field],
              rule: `the last request for set-up ${asked.name} had ${
                JSON.stringify(recorded[field]) ?? 'none'
              }; leave it out, or run the template of the set-up with it`,
            },
          ],
  );
  refuse(problems);
}

/**
 * The form in which the ledger returns both: it drops empty fields. The order
 * of a list doesn't matter.
 */
function isSame(one: unknown, other: unknown): boolean {
  return textOf(one) === textOf(other);
}

function textOf(value: unknown): string {
  return JSON.stringify(
    Array.isArray(value)
      ? value.map(each => JSON.stringify(each)).sort()
      : [value],
  );
}
