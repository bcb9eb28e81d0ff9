/** Kind and `spec.type` of the entity of a set-up. */
export const SETUP_ENTITY_KIND = 'Resource';
export const SETUP_ENTITY_TYPE = 'personalize-permissions';

/** `spec.type` of the entities of buckets and keys that set-ups depend on. */
export const BUCKET_ENTITY_TYPE = 's3-bucket';
export const KEY_ENTITY_TYPE = 'kms-key';

/**
 * The field in the metadata of these that lists the owners of the set-ups that use
 * them. A permission policy tells them by it from buckets and keys of other origin,
 * and for whom they are.
 */
export const USING_TEAMS_FIELD = 'personalizeTeams';

/** Whether a name is of the form that the entities of buckets and keys have. */
export function isNameOfShared(name: string): boolean {
  return /^aws(-[a-z]+)?-(s3|kms)-/i.test(name);
}

/** The annotations of the entity of a set-up. */
export const SETUP_ANNOTATIONS = {
  accountId: 'personalize.aws/account-id',
  region: 'personalize.aws/region',
  roleArn: 'personalize.aws/role-arn',
  taskId: 'personalize.aws/task-id',
  requestedBy: 'personalize.aws/requested-by',
  appliedAt: 'personalize.aws/applied-at',
  status: 'personalize.aws/status',
} as const;

/** The event that tells that a set-up was registered, checked or taken back; its payload is `{ name }`. */
export const SETUPS_TOPIC = 'personalize.setups';

/** The entity ref of a set-up. */
export function setupEntityRef(name: string): string {
  return `resource:default/${name.toLowerCase()}`;
}
