import { JsonObject } from '@backstage/types';
import { partitionOf } from '@personalize-portal/backstage-plugin-personalize-common';
import { RoleTemplate } from './template';

/** The account where the template was deployed. */
export interface PortalRoleAccount {
  /** 12 digits. */
  accountId: string;
  /** The account's display name. */
  name?: string;
  /** Not empty. */
  regions: readonly string[];
  rolePath?: string;
}

/** The account of Identity Center where its template was deployed. */
export interface IdentityCenterHome {
  /** 12 digits. */
  accountId: string;
  /** Identity Center's home Region; any AWS Region. */
  region: string;
}

/** The external id comes from the environment because configuration files are often shared. */
const EXTERNAL_ID = '${PERSONALIZE_EXTERNAL_ID}';

/** The portal's configuration for the template's roles. */
export function portalRoleConfig(
  template: RoleTemplate,
  {
    accountId,
    name,
    regions,
    rolePath = template.defaultOf('RolePath'),
  }: PortalRoleAccount,
): JsonObject {
  const partition = partitionOf(regions[0]);
  const boundary = template.policyName('PersonalizeBoundary');
  return {
    personalize: {
      accounts: [
        {
          accountId,
          ...(name === undefined ? {} : { name }),
          regions: [...regions],
          writer: roleEntry(template, 'PersonalizeWriter'),
          reader: roleEntry(template, 'PersonalizeReader'),
        },
      ],
      guardrails: {
        rolePath,
        permissionsBoundary: `arn:${partition}:iam::{accountId}:policy${boundary}`,
      },
    },
  };
}

/** The portal's configuration for the roles in Identity Center's account. */
export function identityCenterConfig(
  template: RoleTemplate,
  { accountId, region }: IdentityCenterHome,
): JsonObject {
  return {
    personalize: {
      identityCenter: {
        accountId,
        region,
        writer: roleEntry(template, 'PersonalizeIdentityCenterWriter'),
        reader: roleEntry(template, 'PersonalizeIdentityCenterReader'),
      },
    },
  };
}

/** The configuration names a role with its path, without the leading slash. */
function roleEntry(template: RoleTemplate, resource: string): JsonObject {
  return {
    roleName: template.roleName(resource).slice(1),
    externalId: EXTERNAL_ID,
  };
}
