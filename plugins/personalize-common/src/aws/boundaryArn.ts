import { parseArn, Partition } from './arn';
import { accountIdRule } from './names';
import { TextRule } from './textRule';

const fits =
  'a permissions boundary is given as the ARN of a managed policy: arn:aws:iam::ACCOUNT:policy/NAME, or arn:aws:iam::aws:policy/NAME for an AWS managed policy';

/** Source: IAM API Reference, CreatePolicy, Path and PolicyName. */
const POLICY = /^policy\/(?:[A-Za-z0-9.,+@=_-]+\/)*[\w+=,.@-]{1,128}$/;

/** AWS managed policies have this in place of an account id. */
const AWS_MANAGED = 'aws';

/**
 * The ARN of a policy that serves as a role's permissions boundary.
 * Source: IAM User Guide, "Permissions boundaries for IAM entities": a managed
 * policy of AWS or of the role's own account.
 *
 * @param role - where the role is; unknown parts aren't compared
 */
export function boundaryArnRule(role: {
  partition?: Partition;
  accountId?: string;
}): TextRule {
  return {
    fits,
    broken(text) {
      const arn = parseArn(text);
      if (
        !arn ||
        arn.service !== 'iam' ||
        arn.region !== '' ||
        !POLICY.test(arn.resource)
      ) {
        return fits;
      }
      if (role.partition && arn.partition !== role.partition) {
        return `a boundary must be in the partition of the role's Region: its ARN starts with arn:${role.partition}:`;
      }
      if (arn.accountId === AWS_MANAGED) {
        return undefined;
      }
      if (accountIdRule.broken(arn.accountId)) {
        return fits;
      }
      return role.accountId && arn.accountId !== role.accountId
        ? `a boundary must be a policy of the role's own account ${role.accountId}, or an AWS managed policy`
        : undefined;
    },
  };
}
