import { Partition } from '../aws/regions';
import { POLICY_VERSION, PolicyDocument } from '../policy/document';
import { READER_NAME, WRITER_NAME } from './names';
import { portalRole } from './scope';

/**
 * What the principal that the portal runs as needs of its own: the way into the
 * two roles of each account, and nothing else.
 * Source: IAM User Guide, "Monitor and control actions taken with assumed roles".
 */
export function portalPrincipalPolicy(
  partition: Partition,
  accountIds: readonly string[],
): PolicyDocument {
  return {
    Version: POLICY_VERSION,
    Statement: [
      {
        Sid: 'AssumeThePortalsRoles',
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
        Resource: accountIds.flatMap(accountId =>
          [READER_NAME, WRITER_NAME].map(name =>
            portalRole({ partition, accountId }, name),
          ),
        ),
      },
    ],
  };
}
