import { PolicyDocument } from '@personalize-portal/backstage-plugin-personalize-common';

/** A role as IAM holds it. */
export interface IamRole {
  arn: string;
  roleName: string;
  path: string;
  /** Unique id, `AROA...`; a role that was deleted and created again has another. */
  roleId: string;
  description: string | undefined;
  /** Seconds. */
  maxSessionDuration: number | undefined;
  /** ARN of the boundary policy. */
  permissionsBoundary: string | undefined;
  tags: Record<string, string>;
  trustPolicy: PolicyDocument;
}

/** A managed policy in its default version. */
export interface IamPolicy {
  arn: string;
  document: PolicyDocument;
  tags: Record<string, string>;
}

/** The parts of an IAM user that determine its access. */
export interface IamUser {
  arn: string;
  /** ARN of the boundary policy. */
  permissionsBoundary: string | undefined;
}

/** What may have policies, by kind and name. */
export interface PolicyEntity {
  kind: 'role' | 'group' | 'user';
  name: string;
}

/** The account's own IAM quotas and their use; undefined if IAM doesn't say. */
export interface IamQuotas {
  /** Characters without white space. */
  trustPolicySize: number | undefined;
  attachedPoliciesPerRole: number | undefined;
  attachedPoliciesPerGroup: number | undefined;
  attachedPoliciesPerUser: number | undefined;
  roles: { used: number | undefined; quota: number | undefined };
  policies: { used: number | undefined; quota: number | undefined };
}
