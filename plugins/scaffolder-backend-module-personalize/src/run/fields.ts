import {
  KMS_WORKFLOWS,
  PRESETS,
  S3_WORKFLOWS,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { z } from 'zod/v3';

/* The published inputs are loose: the scaffolder's own messages name neither
   the value nor the rule, so everything passes its check, and the handler
   parses strictly. */

export type Zod = typeof z;
export type Field = (zod: Zod) => z.ZodUnknown;

function field(description: string): Field {
  return zod => zod.unknown().describe(description);
}

/**
 * The published input. It also accepts unknown fields: the handler refuses them
 * with their value and the names of the known ones.
 */
export function looseInput(fields: Record<string, Field>) {
  return (zod: Zod) =>
    zod
      .object(
        Object.fromEntries(
          Object.entries(fields).map(([name, make]) => [name, make(zod)]),
        ),
      )
      .passthrough();
}

/** The fields that name the role; every action has them. */
export const roleFields = {
  accountId: field(
    '12-digit id of the AWS account, as text because leading zeros count',
  ),
  region: field(
    'AWS Region, for example us-east-1; one where Amazon Personalize exists',
  ),
  roleName: field(
    'Name of the service role, 1 to 64 characters of letters, digits and _+=,.@-',
  ),
  rolePath: field(
    'Path of the role, starting and ending with "/"; default /personalize/ or the guardrail\'s',
  ),
};

/** The fields that name the owner of the set-up. */
const identityFields = {
  name: field('Name of the set-up, as an entity name of the catalog'),
  owner: field('Entity ref of the group that owns the set-up'),
  system: field('Entity ref of the system that it belongs to'),
};

/** The future owner of the set-up, for a dry run. */
export const ownerField = {
  owner: field(
    'Entity ref of the group that the set-up belongs to; needed only in a dry run before the set-up is registered, if personalize.isolation is tags',
  ),
};

/** The fields that describe a set-up in the catalog. */
export const textFields = {
  title: field('Title of the set-up in the catalog, at most 100 characters'),
  description: field('Description of the set-up, at most 1,000 characters'),
};

/** The settings of the role. */
export const settingsFields = {
  description: field('Description of the role, at most 1,000 characters'),
  permissionsBoundary: field('ARN of the policy that limits the role'),
  tags: field('Tags of the role: a map of keys to values'),
  maxSessionDuration: field(
    'Longest session of the role in seconds, 3,600 to 43,200',
  ),
  servicePolicy: field(
    'documented (personalize:* on *) or scoped (limited to the account and Region; the default)',
  ),
  cloudWatchMetrics: field(
    'Whether Personalize may publish metrics to CloudWatch; default false',
  ),
  adopt: field(
    'Whether the run may adopt an existing role that the portal did not create; default false',
  ),
};

/** How the service's statements on buckets and keys are tied to the account. */
export const sourceConditionsField = {
  sourceConditions: field(
    'none, if-present (default) or required: whether requests must name their account',
  ),
};

/** The fields of the trust policy. */
export const trustFields = {
  regions: field(
    'Regions for which Personalize may assume the role: a list; default: the region',
  ),
  sourceArns: field(
    'ARNs of Personalize resources for which it may assume the role: a list; default: all of the account in the regions',
  ),
};

/** Keys, each with what Personalize does with it. */
export const keyList = field(
  `Keys: a list of { keyId (ARN, id or alias), workflows (${KMS_WORKFLOWS.join(
    ', ',
  )}) }`,
);

/** Buckets, each with what Personalize does with it. */
export const bucketList = field(
  `Buckets: a list of { bucket, prefix?, workflows (${S3_WORKFLOWS.join(
    ', ',
  )}), bucketOwner? (12 digits, for a bucket of another account) }`,
);

/** People: each preset with the people who get it. */
export const userList = field(
  `People: a list of { preset (${PRESETS.join(
    ', ',
  )}), principals }; a principal is one of { type: permission-set, name, assignTo?: { kind (group or user), id }[] }, { type: saml-role, roleName, provider }, { type: oidc-role, roleName, provider, audience, subject }, { type: account-role, roleName, users, requireMfa? (default true) }, { type: group, name }, { type: user, name }`,
);

/** The fields of a whole set-up. */
export const setupFields = {
  ...identityFields,
  ...roleFields,
  ...settingsFields,
  kms: keyList,
  s3: bucketList,
  users: userList,
  ...sourceConditionsField,
};

/** Whether the list of people only adds. */
export const keepOthersField = {
  keepOthers: field(
    "Whether people with access who aren't listed keep it; default false: they lose it",
  ),
};

/** The fields only of a proof. */
export const verifyFields = {
  name: field(
    'Name of a registered set-up: proves its last request; other inputs must match it',
  ),
  changes: field(
    'Ignored; the next release removes it. The ledger has the changes of the run',
  ),
};

/** The fields only of a revoke. */
export const revokeFields = {
  name: field('Name of the set-up; role inputs must match it'),
  force: field(
    'Whether to remove it although something would break or others added to it; default false',
  ),
};

/** The fields of an acceptance. */
export const acceptFields = {
  name: field('Name of the set-up'),
  check: field(
    'Id of the check, as shown on the page of the set-up and by GET /setups/:name',
  ),
  reason: field('The reason, 1 to 1,000 characters'),
  until: field(
    'When it expires: an ISO 8601 date or time, at most 365 days from now; default 90 days',
  ),
};
