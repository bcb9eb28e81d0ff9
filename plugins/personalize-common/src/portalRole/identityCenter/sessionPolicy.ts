import { RoleIdentity } from '../../aws/arn';
import { POLICY_VERSION, PolicyDocument } from '../../policy/document';
import { accountArn } from './scope';

/**
 * The policy that limits one session of the writer in Identity Center's account:
 * what a run gives people, it gives them in its own account alone. Permission sets
 * can't be named: AWS makes up their ids, and a run creates some itself. Their tag is
 * what the writer's own policy asks for.
 * Source: Service Authorization Reference, "AWS IAM Identity Center".
 */
export function identityCenterSessionPolicy({
  partition,
  accountId,
}: Pick<RoleIdentity, 'partition' | 'accountId'>): PolicyDocument {
  return {
    Version: POLICY_VERSION,
    Statement: [
      {
        Effect: 'Allow',
        Action: ['sso:Describe*', 'sso:Get*', 'sso:List*'],
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Action: 'sso:*',
        Resource: [
          `arn:${partition}:sso:::instance/*`,
          `arn:${partition}:sso:::permissionSet/*`,
          accountArn(partition, accountId),
        ],
      },
    ],
  };
}
