import {
  managedPolicyArn,
  POLICY_LIMITS,
  PartName,
  POLICY_VERSION,
  PolicyDocument,
  PolicyStatement,
  PRODUCT_TAGS,
  RoleTarget,
  sameDocument,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { IamRole } from '../../aws/iam';
import { readManagedPolicy, readRole } from '../../aws/iamReads';
import {
  createPolicy,
  createRole,
  deleteManagedPolicy,
  deleteRole,
  NewRole,
  putManagedPolicy,
} from '../../aws/iamWrites';
import { retryWhile } from '../../aws/retry';
import { PlannedChange } from '../../engine/plan';
import { PolicyHome } from '../../engine/policyHome';
import {
  changeThat,
  createUnlessThere,
  STILL_ATTACHED,
  untilReadable,
} from './changes';

/**
 * Creates one of our managed policies at the service role's path.
 *
 * @param tags - requested tags, besides the product's own
 */
export function policyCreation(
  part: PartName,
  { partition, accountId, rolePath: path }: RoleTarget,
  name: string,
  statements: PolicyStatement[],
  tags: Record<string, string>,
): PlannedChange {
  const arn = managedPolicyArn(partition, accountId, path, name);
  const document = { Version: POLICY_VERSION, Statement: statements };
  return changeThat(
    { part, resource: arn, operation: 'create', after: document },
    session =>
      createUnlessThere(
        session,
        arn,
        () =>
          createPolicy(session, {
            name,
            path,
            document,
            tags: { ...tags, ...PRODUCT_TAGS },
          }),
        () => readManagedPolicy.afresh(session, arn),
        found => sameDocument(found.document, document),
      ),
  );
}

/** Deletes a managed policy with its versions, after it was detached everywhere. */
export function policyDeletion(
  part: PartName,
  arn: string,
  before: PolicyDocument | undefined,
): PlannedChange {
  return changeThat(
    {
      part,
      resource: arn,
      operation: 'delete',
      ...(before ? { before } : {}),
    },
    async session => {
      await retryWhile(session, STILL_ATTACHED, () =>
        deleteManagedPolicy(session, arn),
      );
      return true;
    },
  );
}

/**
 * Creates one of our roles.
 *
 * @param role - its initial state; the product's own tags are added
 */
export function roleCreation(
  part: PartName,
  arn: string,
  role: NewRole,
): PlannedChange {
  const { roleName, ...settled } = {
    ...role,
    tags: { ...role.tags, ...PRODUCT_TAGS },
  };
  return changeThat(
    { part, resource: arn, operation: 'create', after: settled },
    async session => {
      const readBack = () => readRole.afresh(session, roleName);
      const isCreated = await createUnlessThere(
        session,
        arn,
        () => createRole(session, { roleName, ...settled }),
        readBack,
        found =>
          found.arn === arn &&
          found.permissionsBoundary === settled.permissionsBoundary &&
          sameDocument(found.trustPolicy, settled.trustPolicy),
      );
      const { roleId } = await untilReadable(session, arn, readBack);
      return isCreated && { readBack: { roleId } };
    },
  );
}

/** Deletes a role, after everything was removed from it. */
export function roleDeletion(part: PartName, found: IamRole): PlannedChange {
  return changeThat(
    {
      part,
      resource: found.arn,
      operation: 'delete',
      before: {
        path: found.path,
        roleId: found.roleId,
        trustPolicy: found.trustPolicy,
        tags: found.tags,
      },
    },
    async session => {
      await retryWhile(session, STILL_ATTACHED, () =>
        deleteRole(session, found.roleName),
      );
      return true;
    },
  );
}

/** A managed policy created by the product; others may have added statements. */
export function managedPolicyHome(arn: string): PolicyHome {
  return {
    resource: arn,
    name: `the policy ${arn}`,
    unit: 'characters',
    limit: POLICY_LIMITS.managedPolicy,
    remedy: 'Move the statements that others added to a separate policy.',
    read: async session =>
      (await readManagedPolicy.afresh(session, arn))?.document,
    write: (session, document) => putManagedPolicy(session, arn, document),
  };
}
