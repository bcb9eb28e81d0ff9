import {
  PRODUCT_TAGS,
  RoleTarget,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { AwsSession } from '../../aws/awsSession';
import { lacksPolicy } from '../../aws/identityCenterProcess';
import { Assignee, PolicyReference } from '../../aws/identityCenterReads';
import {
  attachPolicyReference,
  createAssignment,
  createPermissionSet,
  deleteAssignment,
  deletePermissionSet,
  detachPolicyReference,
  provisionPermissionSet,
} from '../../aws/identityCenterWrites';
import { PassingError, retryWhile } from '../../aws/retry';
import { PlannedChange } from '../../engine/plan';
import { changeThat } from '../shared/changes';
import {
  PermissionSet,
  PermissionSetDelta,
  refersTo,
  setResource,
} from './permissionSets';
import { PresetPolicy } from './presetPolicies';

/** A permission set and the names of its changes. */
export interface SetToChange {
  target: RoleTarget;
  instanceArn: string;
  set: PermissionSet;
  delta: PermissionSetDelta;
}

/** The assignments of a permission set in the account, as named in changes. */
export function assignmentResource(
  of: SetToChange,
  assignee: Assignee,
): string {
  const { accountId } = of.target;
  return setResource(of, { kind: 'assignment', accountId, assignee });
}

/** Removes the account's assignments of the permission set. */
export function unassignSet(of: SetToChange): PlannedChange[] {
  return of.delta.unassign.map(assignee =>
    changeThat(
      {
        part: 'users',
        resource: assignmentResource(of, assignee),
        operation: 'delete',
        before: { ...assignee },
      },
      async session => {
        await deleteAssignment(session, arnOf(of.set), assignee);
        return true;
      },
    ),
  );
}

/**
 * Brings a permission set to the requested state: its policy references first, then
 * its assignments. An assignment provisions the set in the account; if it was there
 * before, provisioning must be requested.
 *
 * @param newPolicies - those that the same plan creates
 */
export function bringSet(
  of: SetToChange,
  tags: Record<string, string>,
  newPolicies: PresetPolicy[],
): PlannedChange[] {
  const { set, delta } = of;
  const isNew = delta.refer.some(reference =>
    newPolicies.some(policy => refersTo(reference, policy)),
  );
  return [
    ...(set.wanted && set.arn === undefined ? [createSet(of, tags)] : []),
    // A set without references couldn't be found again, so a set to delete keeps its
    // references to the end.
    ...(delta.isLeftOver
      ? []
      : delta.unrefer.map(reference => unrefer(of, reference))),
    ...delta.refer.map(reference => refer(of, reference)),
    ...delta.assign.map(assignee => assign(of, assignee, isNew)),
    ...(delta.provision ? [provision(of, isNew)] : []),
  ];
}

/** Deletes a permission set with nothing left in it. */
export function deleteSet(of: SetToChange): PlannedChange {
  return changeThat(
    {
      part: 'users',
      resource: setResource(of),
      operation: 'delete',
      before: { name: of.set.name },
    },
    async session => {
      await deletePermissionSet(session, arnOf(of.set));
      return true;
    },
  );
}

function createSet(
  of: SetToChange,
  serviceTags: Record<string, string>,
): PlannedChange {
  const { set } = of;
  const born = {
    name: set.name,
    description:
      'Access to Amazon Personalize, managed by the developer portal',
    tags: { ...serviceTags, ...PRODUCT_TAGS },
  };
  return changeThat(
    {
      part: 'users',
      resource: setResource(of),
      operation: 'create',
      after: born,
    },
    async session => {
      const arn = await createPermissionSet(session, born);
      set.arn = arn;
      return { readBack: { arn } };
    },
  );
}

function refer(of: SetToChange, reference: PolicyReference): PlannedChange {
  return changeThat(
    {
      part: 'users',
      resource: setResource(of, {
        kind: 'customer-managed-policy',
        ...reference,
      }),
      operation: 'create',
      after: { ...reference },
    },
    async session => {
      await attachPolicyReference(session, arnOf(of.set), reference);
      return true;
    },
  );
}

function unrefer(of: SetToChange, reference: PolicyReference): PlannedChange {
  return changeThat(
    {
      part: 'users',
      resource: setResource(of, {
        kind: 'customer-managed-policy',
        ...reference,
      }),
      operation: 'delete',
      before: { ...reference },
    },
    async session => {
      await detachPolicyReference(session, arnOf(of.set), reference);
      return true;
    },
  );
}

function assign(
  of: SetToChange,
  assignee: Assignee,
  isNew: boolean,
): PlannedChange {
  return changeThat(
    {
      part: 'users',
      resource: assignmentResource(of, assignee),
      operation: 'create',
      after: { ...assignee },
    },
    async session => {
      await onceKnown(session, isNew, () =>
        createAssignment(session, arnOf(of.set), assignee),
      );
      return true;
    },
  );
}

function provision(of: SetToChange, isNew: boolean): PlannedChange {
  const { target, set, delta } = of;
  const after = [
    ...set.references.filter(reference => !delta.unrefer.includes(reference)),
    ...delta.refer,
  ];
  return changeThat(
    {
      part: 'users',
      resource: setResource(of, {
        kind: 'provisioning',
        accountId: target.accountId,
      }),
      operation: 'update',
      before: {
        isLatest: false,
        policies: set.references.map(fullName),
      },
      after: { isLatest: true, policies: after.map(fullName) },
    },
    async (session: AwsSession) => {
      await onceKnown(session, isNew, () =>
        provisionPermissionSet(session, arnOf(set)),
      );
      return true;
    },
  );
}

/** IAM doesn't know a new policy everywhere at once. */
const POLICY_NOT_KNOWN_YET: PassingError = {
  why: "Identity Center can't find the new policy in the account yet",
  is: lacksPolicy,
};

async function onceKnown(
  session: AwsSession,
  isNew: boolean,
  make: () => Promise<void>,
): Promise<void> {
  await (isNew ? retryWhile(session, POLICY_NOT_KNOWN_YET, make) : make());
}

/** Known once the set was created. */
function arnOf({ name, arn }: PermissionSet): string {
  if (arn === undefined) {
    throw new Error(`Permission set ${name} isn't created yet`);
  }
  return arn;
}

function fullName({ path, name }: PolicyReference): string {
  return `${path}${name}`;
}
