import { PolicyDocument } from './document';

/**
 * Size limits of policy documents.
 * Sources: IAM and AWS STS quotas; Amazon S3 quotas; AWS KMS resource quotas. The
 * IAM limits are defaults; GetAccountSummary returns those of the account.
 */
export const POLICY_LIMITS = {
  /** Bytes. */
  bucket: 20_480,
  /** Bytes. */
  key: 32_768,
  /** Characters without white space. */
  managedPolicy: 6_144,
  /** Characters without white space, all inline policies of a role together. */
  roleInline: 10_240,
  /** Characters without white space; default of the quota AssumeRolePolicySizeQuota. */
  trust: 2_048,
} as const;

/** The text that is written to AWS. */
export function policyText(document: PolicyDocument): string {
  return JSON.stringify(document);
}

/** Size in bytes, as S3 and KMS count it. 0 if there is no document. */
export function bytesOf(document: PolicyDocument | undefined): number {
  return document ? new TextEncoder().encode(policyText(document)).length : 0;
}

/** Size in characters without white space, as IAM counts it. */
export function charactersOf(document: PolicyDocument | undefined): number {
  return document ? policyText(document).replace(/\s/g, '').length : 0;
}
