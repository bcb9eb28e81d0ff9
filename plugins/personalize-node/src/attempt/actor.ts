import { PermissionsService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  Claim,
  personalizeSetupAdministerPermission,
  personalizeSetupReadPermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { SetupResource } from '../permissions/rules';
import { missingPermissions } from './rights';
import { Initiator } from './initiator';

/** What determines who acts for an owner. */
export interface ActorEnvironment {
  permissions: PermissionsService;
  /** `personalize.platformTeams`, in full and in lower case. */
  platformTeams: readonly string[];
}

/** Whether an owner is the person or one of their groups. */
export function isOwn(
  { person, groups }: Initiator,
  { owner }: Pick<Claim, 'owner'>,
): boolean {
  return owner === person.toLowerCase() || groups.includes(owner);
}

/**
 * Whether somebody may act for every owner: as a member of a platform team who has
 * the permission for it. A policy that allows everything isn't enough.
 *
 * @param resource - what they act on
 */
export async function isPlatformPerson(
  { permissions, platformTeams }: ActorEnvironment,
  initiator: Initiator,
  resource: SetupResource,
): Promise<boolean> {
  if (!platformTeams.some(team => initiator.groups.includes(team))) {
    return false;
  }
  const missing = await missingPermissions(
    permissions,
    initiator,
    [personalizeSetupAdministerPermission],
    resource,
  );
  return missing.length === 0;
}

/**
 * Makes sure that somebody acts for the owner of a set-up or role, whatever the
 * permission policy says: as a member of the owning group, as the person who owns it,
 * or as a platform person.
 *
 * @param where - its account and Region
 * @param named - its name, for example `role personalize-shop`, and what else the
 *   person can do, for example `choose another name`
 * @throws NotAllowedError; it names the owner only to those who may read the set-up
 */
export async function requireActor(
  environment: ActorEnvironment,
  initiator: Initiator,
  { name, owner }: Pick<Claim, 'name' | 'owner'>,
  { accountId, region }: Pick<SetupResource, 'accountId' | 'region'>,
  { subject, otherwise }: { subject: string; otherwise?: string },
): Promise<void> {
  const resource = { accountId, region, owners: [owner], setup: name };
  if (
    isOwn(initiator, { owner }) ||
    (await isPlatformPerson(environment, initiator, resource))
  ) {
    return;
  }
  const { person, groups } = initiator;
  const [hidden] = await missingPermissions(
    environment.permissions,
    initiator,
    [personalizeSetupReadPermission],
    resource,
  );
  const or = otherwise ? `, or ${otherwise}` : '';
  throw new NotAllowedError(
    hidden
      ? `${person} can't act on ${subject} in account ${accountId}: it belongs to somebody else. Nothing was called. Ask the team that runs the portal${or}.`
      : `${person} can't act on ${subject} in account ${accountId}: it belongs to ${owner} (set-up "${name}"), and ${person} belongs to ${
          groups.join(', ') || 'no group'
        }. Nothing was called. Ask somebody in ${owner} to do it${or}.`,
  );
}
