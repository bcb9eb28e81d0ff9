/** Kind and `spec.type` of the entity of a set-up. */
export const SETUP_ENTITY_KIND = 'Resource';
export const SETUP_ENTITY_TYPE = 'personalize-permissions';

/** `spec.type` of the entities of buckets and keys that set-ups depend on. */
export const BUCKET_ENTITY_TYPE = 's3-bucket';
export const KEY_ENTITY_TYPE = 'kms-key';

/**
 * The metadata field of bucket and key entities that lists the owners of the
 * set-ups using them. A permission policy uses it to tell these entities from
 * others and to find their teams.
 */
export const USING_TEAMS_FIELD = 'personalizeTeams';

/** Whether a name has the form of bucket and key entity names. */
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

/** Sent after a set-up was registered, checked or removed, with the payload `{ name }`. */
export const SETUPS_TOPIC = 'personalize.setups';

/** The entity ref of a set-up. */
export function setupEntityRef(name: string): string {
  return `resource:default/${name.toLowerCase()}`;
}
