import {
  InvalidRequestError,
  RoleRecord,
} from '@personalize-portal/backstage-plugin-personalize-common';

/**
 * Whose a set-up is: by its claim. In a dry run, where register claims nothing, it
 * is whose it is said to become.
 *
 * @returns entity ref; undefined where nobody has claimed the role or says whose it
 * will be
 * @throws InvalidRequestError where a run says another owner than the claim
 */
export function ownerOf(
  { owner: given }: { owner?: string },
  { claim }: Pick<RoleRecord, 'claim'>,
  isDryRun: boolean,
): string | undefined {
  if (isDryRun) {
    return given ?? claim?.owner;
  }
  if (given !== undefined && claim && given !== claim.owner) {
    throw new InvalidRequestError([
      {
        field: 'owner',
        value: given,
        rule: `the set-up belongs to ${claim.owner}; leave it out, or register the set-up for ${given} first`,
      },
    ]);
  }
  return claim?.owner;
}
