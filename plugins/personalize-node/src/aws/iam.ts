import { PolicyDocument } from '@personalize-portal/backstage-plugin-personalize-common';

/** A role as IAM holds it. */
export interface IamRole {
  arn: string;
  roleName: string;
  path: string;
  /** Unique id, `AROA...`; another one after the role was deleted and made anew. */
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

/** A user as IAM holds it, as far as it decides what the user may do. */
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

/** The account's own IAM quotas, and how much of them is taken; undefined if IAM tells of none. */
export interface IamQuotas {
  /** Characters without white space. */
  trustPolicySize: number | undefined;
  attachedPoliciesPerRole: number | undefined;
  attachedPoliciesPerGroup: number | undefined;
  attachedPoliciesPerUser: number | undefined;
  roles: { used: number | undefined; quota: number | undefined };
  policies: { used: number | undefined; quota: number | undefined };
}
