/** What Personalize does with a bucket. Decides the actions that it needs. */
export const S3_WORKFLOWS = [
  'import',
  'export',
  'batch',
  'data-deletion',
  'metrics',
] as const;
export type S3Workflow = (typeof S3_WORKFLOWS)[number];

/** What Personalize does with a key. */
export const KMS_WORKFLOWS = [...S3_WORKFLOWS, 'dataset-group'] as const;
export type KmsWorkflow = (typeof KMS_WORKFLOWS)[number];

/**
 * The S3 actions of each workflow, on the role and in the bucket policy.
 * Source: Amazon Personalize Developer Guide, "Giving Amazon Personalize access
 * to Amazon S3 resources".
 */
const S3_ACTIONS: Record<S3Workflow, string[]> = {
  import: ['s3:GetObject', 's3:ListBucket'],
  export: ['s3:PutObject', 's3:ListBucket'],
  batch: ['s3:GetObject', 's3:ListBucket', 's3:PutObject'],
  'data-deletion': ['s3:GetObject', 's3:ListBucket'],
  metrics: ['s3:PutObject'],
};

/** All S3 actions that a list of workflows needs, sorted. */
export function s3ActionsFor(workflows: readonly S3Workflow[]): string[] {
  return [
    ...new Set(workflows.flatMap(workflow => S3_ACTIONS[workflow])),
  ].sort();
}

/**
 * The KMS actions in a key policy, for the role and for the service.
 * Source: Amazon Personalize Developer Guide, "Giving Amazon Personalize permission
 * to use your AWS KMS key": CreateGrant "only required in key policy", in the
 * statement that names both. A grant created with it outlives the statement. The
 * boundary that the portal prints limits the keys on which the role may create one.
 */
const KEY_POLICY_ACTIONS = [
  'kms:CreateGrant',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:GenerateDataKey',
  'kms:ListGrants',
];

/**
 * Exporting from a dataset group that the key encrypts needs one more action.
 * Source: the same page.
 */
function exportsEncryptedDatasetGroup(workflows: readonly KmsWorkflow[]) {
  return workflows.includes('dataset-group') && workflows.includes('export');
}

/** The actions of each of the two key policy statements, sorted. */
export function keyPolicyActionsFor(
  workflows: readonly KmsWorkflow[],
): string[] {
  return exportsEncryptedDatasetGroup(workflows)
    ? [...KEY_POLICY_ACTIONS, 'kms:GenerateDataKeyWithoutPlaintext'].sort()
    : KEY_POLICY_ACTIONS;
}

/**
 * The KMS actions of the role's own policy on the key, sorted. Empty if the key
 * policy is enough (a dataset import). AWS documents CreateGrant for the key policy
 * only, so the key's owner sees there who may create grants.
 */
export function roleKeyActionsFor(workflows: readonly KmsWorkflow[]): string[] {
  return workflows.some(workflow => workflow !== 'import')
    ? keyPolicyActionsFor(workflows).filter(
        action => action !== 'kms:CreateGrant',
      )
    : [];
}
