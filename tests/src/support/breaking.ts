import {
  CreatePolicyVersionCommand,
  DeletePolicyVersionCommand,
  DeleteRolePermissionsBoundaryCommand,
  PutRolePermissionsBoundaryCommand,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import { PolicyStatement } from '@personalize-portal/backstage-plugin-personalize-common';
import {
  AccountClients,
  AccountState,
  putBucketPolicy,
  putInlinePolicy,
  putKeyPolicy,
  putTrustPolicy,
  StoredPolicy,
} from './accountState';

/** Undoes a change that broke something. */
export type Mend = () => Promise<unknown>;

/** Changes the statements of a document. */
export type Edit = (statements: PolicyStatement[]) => PolicyStatement[];

/** Changes a set-up by hand, only with the SDK, and undoes it. */
export interface Breaking {
  trust(roleName: string, edit: Edit): Promise<Mend>;
  inline(roleName: string, policyName: string, edit: Edit): Promise<Mend>;
  managed(policyArn: string, edit: Edit): Promise<Mend>;
  bucket(name: string, edit: Edit): Promise<Mend>;
  key(arn: string, edit: Edit): Promise<Mend>;
  boundary(roleName: string, policyArn: string): Promise<Mend>;
}

/** @param made - the account with the set-up in it */
export function breaking(
  { iam, kms, s3 }: AccountClients,
  made: AccountState,
): Breaking {
  const edited = (
    document: StoredPolicy | undefined,
    edit: Edit,
  ): StoredPolicy => ({
    Version: '2012-10-17',
    ...document,
    Statement: edit(structuredClone(document?.Statement ?? [])),
  });

  return {
    async trust(roleName, edit) {
      const { trustPolicy } = made.roles[roleName];
      await putTrustPolicy(iam, roleName, edited(trustPolicy, edit));
      return () => putTrustPolicy(iam, roleName, trustPolicy);
    },

    async inline(roleName, policyName, edit) {
      const document = made.roles[roleName].inline[policyName];
      await putInlinePolicy(iam, roleName, policyName, edited(document, edit));
      return () => putInlinePolicy(iam, roleName, policyName, document);
    },

    async managed(PolicyArn, edit) {
      const { PolicyVersion: version } = await iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn,
          PolicyDocument: JSON.stringify(
            edited(made.policies[PolicyArn].document, edit),
          ),
          SetAsDefault: true,
        }),
      );
      return async () => {
        await iam.send(
          new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }),
        );
        await iam.send(
          new DeletePolicyVersionCommand({
            PolicyArn,
            VersionId: version?.VersionId,
          }),
        );
      };
    },

    async bucket(name, edit) {
      const document = made.bucketPolicies[name];
      await putBucketPolicy(s3, name, edited(document, edit));
      return () => putBucketPolicy(s3, name, document);
    },

    async key(arn, edit) {
      const document = made.keyPolicies[arn];
      await putKeyPolicy(kms, arn, edited(document, edit));
      return () => putKeyPolicy(kms, arn, document);
    },

    async boundary(RoleName, PermissionsBoundary) {
      const put = (arn: string) =>
        iam.send(
          new PutRolePermissionsBoundaryCommand({
            RoleName,
            PermissionsBoundary: arn,
          }),
        );
      const before = made.roles[RoleName].permissionsBoundary;
      await put(PermissionsBoundary);
      return () =>
        before
          ? put(before)
          : iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
    },
  };
}
