import { NotAllowedError, NotFoundError } from '@backstage/errors';
import {
  AuthorizeResult,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { PermissionsService } from '@backstage/backend-plugin-api';
import {
  InvalidRequestError,
  personalizeSetupReadPermission,
  refuseOtherRole,
  RoleRecord,
  SetupRecord,
} from '@personalize-portal/backstage-plugin-personalize-common';
import {
  Initiator,
  LedgerService,
  missingPermissions,
} from '@personalize-portal/backstage-plugin-personalize-node';

/** The services to look up a name with. */
interface Services {
  ledger: LedgerService;
  permissions: PermissionsService;
}

/**
 * The registered set-up that an input names. A person who may neither read it
 * nor do the requested thing with it learns nothing, not even whether the name
 * is taken.
 *
 * @param needed - the permissions for the request
 * @returns `undefined` if no set-up has the name and `mayBeNew`
 * @throws NotAllowedError; NotFoundError to people who may read every set-up;
 * InvalidRequestError for another role that is given in addition to the name
 */
export async function registeredSetup(
  services: Services,
  initiator: Initiator,
  asked: {
    name: string;
    input: unknown;
    needed: readonly ResourcePermission[];
    mayBeNew: boolean;
  },
): Promise<SetupRecord | undefined> {
  const record = await services.ledger.setupRecord(asked.name);
  if (!record && asked.mayBeNew) {
    return undefined;
  }
  if (
    !record ||
    !(await mayKnow(services, initiator, asked.needed, record.setup))
  ) {
    throw await refusalOf(services, initiator, asked.name);
  }
  refuseOtherRole(asked.input, record.setup);
  return record;
}

async function mayKnow(
  { permissions }: Services,
  initiator: Initiator,
  needed: readonly ResourcePermission[],
  { name, owner, accountId, region }: SetupRecord['setup'],
): Promise<boolean> {
  const missing = await missingPermissions(
    permissions,
    initiator,
    [...needed, personalizeSetupReadPermission],
    { accountId, region, owners: [owner], setup: name },
  );
  return (
    !missing.includes(personalizeSetupReadPermission) ||
    !needed.some(permission => missing.includes(permission))
  );
}

async function refusalOf(
  { permissions }: Services,
  { credentials, person }: Initiator,
  name: string,
): Promise<Error> {
  const [decision] = await permissions.authorizeConditional(
    [{ permission: personalizeSetupReadPermission }],
    { credentials },
  );
  return decision.result === AuthorizeResult.ALLOW
    ? new NotFoundError(
        `name: no set-up "${name}" is registered, or it was already removed; nothing was called. See the page of all set-ups.`,
      )
    : new NotAllowedError(
        `name: ${person} has no permission for a set-up "${name}", or it doesn't exist, or it was already removed; nothing was called. Ask the team that runs the portal.`,
      );
}

/**
 * The owner of a set-up, by its claim. In a dry run, where register claims
 * nothing, the future owner from the input.
 *
 * @returns entity ref; undefined if nobody has claimed the role and the input
 * names no owner
 * @throws InvalidRequestError if a run names another owner than the claim
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
