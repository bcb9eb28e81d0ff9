import { Partition } from '../aws/arn';
import { POLICY_VERSION, PolicyDocument } from '../policy/document';
import {
  IDENTITY_CENTER_READER_NAME,
  IDENTITY_CENTER_WRITER_NAME,
  READER_NAME,
  WRITER_NAME,
} from './names';
import { portalRole } from './scope';

/** Where the portal has roles. */
export interface PortalRoleHomes {
  partition: Partition;
  /** The accounts in which it sets up Personalize. */
  accountIds: readonly string[];
  /** The account of Identity Center. */
  identityCenterAccountId?: string;
}

/**
 * What the principal that the portal runs as needs of its own: the way into the
 * two roles of each account, and nothing else.
 * Source: IAM User Guide, "Monitor and control actions taken with assumed roles".
 */
export function portalPrincipalPolicy({
  partition,
  accountIds,
  identityCenterAccountId,
}: PortalRoleHomes): PolicyDocument {
  const rolesIn = (accountId: string, names: string[]) =>
    names.map(name => portalRole({ partition, accountId }, name));
  return {
    Version: POLICY_VERSION,
    Statement: [
      {
        Sid: 'AssumeThePortalsRoles',
        Effect: 'Allow',
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
        Resource: [
          ...accountIds.flatMap(accountId =>
            rolesIn(accountId, [READER_NAME, WRITER_NAME]),
          ),
          ...(identityCenterAccountId === undefined
            ? []
            : rolesIn(identityCenterAccountId, [
                IDENTITY_CENTER_READER_NAME,
                IDENTITY_CENTER_WRITER_NAME,
              ])),
        ],
      },
    ],
  };
}
