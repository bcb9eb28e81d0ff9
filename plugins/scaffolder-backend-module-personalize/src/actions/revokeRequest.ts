import {
  Guardrails,
  InvalidRequestError,
  parseRevokeRequest,
  roleOfSetup,
  RoleTarget,
  SetupRecord,
} from '@personalize-portal/backstage-plugin-personalize-common';

/** What is to be taken back. */
export interface Revocable {
  role: RoleTarget;
  force: boolean;
}

/**
 * Reads the input of `personalize:revoke`. The role of a registered set-up is the
 * one that it is registered with.
 *
 * @throws InvalidRequestError
 */
export function revokeRequest(
  input: unknown,
  guardrails: Guardrails,
  recorded: SetupRecord | undefined,
): Revocable {
  const { name, role, force } = parseRevokeRequest(input, guardrails);
  const known = recorded ? roleOfSetup(recorded.setup) : role;
  if (!known) {
    throw new InvalidRequestError([
      {
        field: 'name',
        value: name,
        rule: 'no set-up is registered under that name',
      },
    ]);
  }
  return { role: known, force };
}
