import {
  ForeignPolicyError,
  staleForeignStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';

/**
 * Why a policy can't be changed in which somebody else's statement names
 * somebody who no longer exists.
 *
 * @param policy - what the policy is called in a message
 * @param service - the service that refuses it
 * @param owner - who can mend it
 */
export function staleStatementError(
  { name, principals }: ReturnType<typeof staleForeignStatements>[number],
  policy: string,
  service: string,
  owner: string,
): ForeignPolicyError {
  const messageOf = (whom: string) =>
    `Statement ${name} in ${policy} names ${whom}, which no longer exists, so ${service} refuses every change of the policy. ` +
    `Have ${owner} mend that statement; it is left as it is.`;
  return new ForeignPolicyError(
    messageOf(principals.join(', ')),
    messageOf('a principal'),
  );
}
