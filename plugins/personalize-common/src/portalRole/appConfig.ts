import { JsonObject } from '@backstage/types';
import { partitionOf } from '../aws/arn';
import { DEFAULT_ROLE_PATH } from '../service/role';
import {
  IDENTITY_CENTER_READER_NAME,
  IDENTITY_CENTER_WRITER_NAME,
  PORTAL_PATH,
  READER_NAME,
  WRITER_NAME,
} from './names';
import { boundaryPolicy } from './scope';

/** The account that the template was rolled out to. */
export interface PortalRoleAccount {
  /** 12 digits. */
  accountId: string;
  /** How people call the account. */
  name?: string;
  /** Not empty. */
  regions: readonly string[];
  rolePath?: string;
}

/** The account of Identity Center that its template was rolled out to. */
export interface IdentityCenterHome {
  /** 12 digits. */
  accountId: string;
  /** Identity Center's home Region; any Region of AWS. */
  region: string;
}

/** The external id is read from the environment, for a file is often shared. */
const EXTERNAL_ID = '${PERSONALIZE_EXTERNAL_ID}';

/** What belongs into the portal's configuration for the template's roles. */
export function portalRoleConfig({
  accountId,
  name,
  regions,
  rolePath = DEFAULT_ROLE_PATH,
}: PortalRoleAccount): JsonObject {
  return {
    personalize: {
      accounts: [
        {
          accountId,
          ...(name === undefined ? {} : { name }),
          regions: [...regions],
          writer: assumed(WRITER_NAME),
          reader: assumed(READER_NAME),
        },
      ],
      guardrails: {
        rolePath,
        permissionsBoundary: boundaryPolicy({
          partition: partitionOf(regions[0]),
          accountId: '{accountId}',
        }),
      },
    },
  };
}

/** What belongs into the portal's configuration for the roles in Identity Center's account. */
export function identityCenterConfig({
  accountId,
  region,
}: IdentityCenterHome): JsonObject {
  return {
    personalize: {
      identityCenter: {
        accountId,
        region,
        writer: assumed(IDENTITY_CENTER_WRITER_NAME),
        reader: assumed(IDENTITY_CENTER_READER_NAME),
      },
    },
  };
}

/** The configuration names a role with its path, without the leading slash. */
function assumed(roleName: string): JsonObject {
  return {
    roleName: `${PORTAL_PATH.slice(1)}${roleName}`,
    externalId: EXTERNAL_ID,
  };
}
