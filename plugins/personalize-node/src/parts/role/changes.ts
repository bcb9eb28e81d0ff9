import {
  placeText,
  roleArn,
  RoleTarget,
  servicePolicyName,
  servicePolicyStatements,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { IamRole } from '../../aws/iam';
import {
  attachPolicy,
  detachPolicy,
  tagRole,
  updateRole,
} from '../../aws/iamWrites';
import { retryWhile } from '../../aws/retry';
import { PlannedChange } from '../../engine/plan';
import { changeThat, NOT_KNOWN_YET } from '../shared/changes';
import { policyCreation, roleCreation } from '../shared/iamChanges';
import { trustAtBirth } from '../trust/hardening';
import { RoleWanted } from './wanted';

/** Creates the role's managed policy, before the role. */
export function createServicePolicy({
  role,
  settings,
}: RoleWanted): PlannedChange {
  return policyCreation(
    'role',
    role,
    servicePolicyName(role.roleName),
    servicePolicyStatements(role, settings),
    settings.tags,
  );
}

/** Creates the role, hardened from the start. */
export function createTheRole({ role, settings }: RoleWanted): PlannedChange {
  return roleCreation('role', roleArn(role), {
    roleName: role.roleName,
    path: role.rolePath,
    trustPolicy: trustAtBirth(role),
    ...(settings.description ? { description: settings.description } : {}),
    ...(settings.permissionsBoundary
      ? { permissionsBoundary: settings.permissionsBoundary }
      : {}),
    ...(settings.maxSessionDuration
      ? { maxSessionDuration: settings.maxSessionDuration }
      : {}),
    tags: settings.tags,
  });
}

/** Sets the requested description and session duration; leaves the others as they are. */
export function updateSettings(
  { settings }: RoleWanted,
  found: IamRole,
): PlannedChange[] {
  const before = {
    description: found.description,
    maxSessionDuration: found.maxSessionDuration,
  };
  const after = {
    description: settings.description ?? before.description,
    maxSessionDuration:
      settings.maxSessionDuration ?? before.maxSessionDuration,
  };
  if (
    before.description === after.description &&
    before.maxSessionDuration === after.maxSessionDuration
  ) {
    return [];
  }
  return [
    changeThat(
      {
        part: 'role',
        resource: found.arn,
        operation: 'update',
        before,
        after,
      },
      async session => {
        await updateRole(session, found.roleName, after);
        return true;
      },
    ),
  ];
}

/** Sets the requested tags; tags set by others stay. */
export function updateTags(
  { settings }: RoleWanted,
  found: IamRole,
): PlannedChange[] {
  const missing = Object.entries(settings.tags).filter(
    ([key, value]) =>
      !Object.entries(found.tags).some(
        ([other, held]) => isSameKey(other, key) && held === value,
      ),
  );
  if (missing.length === 0) {
    return [];
  }
  return [
    changeThat(
      {
        part: 'role',
        resource: placeText({ arn: found.arn, kind: 'tags' }),
        operation: 'update',
        before: found.tags,
        after: tagsWith(found.tags, Object.fromEntries(missing)),
      },
      async session => {
        await tagRole(session, found.roleName, Object.fromEntries(missing));
        return true;
      },
    ),
  ];
}

/** The tags of a role after some are set. */
export function tagsWith(
  found: Record<string, string>,
  set: Record<string, string>,
): Record<string, string> {
  const kept = Object.entries(found).filter(
    ([key]) => !Object.keys(set).some(other => isSameKey(key, other)),
  );
  return { ...Object.fromEntries(kept), ...set };
}

/**
 * IAM compares tag keys without case: a new tag replaces one whose key differs only
 * in case.
 * Source: IAM User Guide, "Tags for IAM resources".
 */
function isSameKey(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * Attaches the managed policy to the role.
 *
 * @param isNew - whether the same plan creates one of them
 */
export function attachServicePolicy(
  role: RoleTarget,
  policyArn: string,
  isNew: boolean,
): PlannedChange {
  return changeThat(
    {
      part: 'role',
      resource: attachmentName(roleArn(role), policyArn),
      operation: 'create',
      after: { policyArn },
    },
    async session => {
      const attach = () =>
        attachPolicy(session, { kind: 'role', name: role.roleName }, policyArn);
      await (isNew ? retryWhile(session, NOT_KNOWN_YET, attach) : attach());
      return true;
    },
  );
}

/** Detaches the managed policy; neither it nor the role can be deleted before. */
export function detachServicePolicy(
  role: RoleTarget,
  policyArn: string,
): PlannedChange {
  return changeThat(
    {
      part: 'role',
      resource: attachmentName(roleArn(role), policyArn),
      operation: 'delete',
      before: { policyArn },
    },
    async session => {
      await detachPolicy(
        session,
        { kind: 'role', name: role.roleName },
        policyArn,
      );
      return true;
    },
  );
}

/** The name in changes of an attachment to a role, group or user. */
export function attachmentName(arn: string, policyArn: string): string {
  return placeText({ arn, kind: 'attached-policy', name: policyArn });
}
