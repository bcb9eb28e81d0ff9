import { EntityLink, ResourceEntity } from '@backstage/catalog-model';
import {
  markdownText,
  printable,
  SETUP_ANNOTATIONS,
  SETUP_ENTITY_KIND,
  SETUP_ENTITY_TYPE,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { locationAnnotations, resourceRef } from './resourceEntity';

/** The tag of the entity of a removed set-up. */
const REVOKED_TAG = 'revoked';

/**
 * The entity of a set-up. A check with the same findings as the last one
 * changes nothing in it.
 *
 * @param appBaseUrl - the portal's address, for the link to the task
 */
export function setupEntity(
  item: SetupItem,
  appBaseUrl: string | undefined,
): ResourceEntity {
  const { name, title, owner, system, buckets, keys } = item;
  const isRevoked = item.status === 'revoked';
  const description = descriptionOf(item);
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: SETUP_ENTITY_KIND,
    metadata: {
      namespace: 'default',
      name,
      ...(title ? { title: printable(title) } : {}),
      ...(description ? { description } : {}),
      annotations: { ...locationAnnotations(name), ...annotationsOf(item) },
      ...(isRevoked ? { tags: [REVOKED_TAG] } : {}),
      links: linksOf(item, appBaseUrl),
    },
    spec: {
      type: SETUP_ENTITY_TYPE,
      owner,
      ...(system ? { system } : {}),
      // A removed set-up depends on nothing.
      ...(isRevoked
        ? {}
        : { dependsOn: [...buckets, ...keys].map(resourceRef) }),
    },
  };
}

/** The catalog shows descriptions as Markdown. */
function descriptionOf({
  description,
  status,
  revokedAt,
}: SetupItem): string | undefined {
  const shown = description && markdownText(description);
  if (status !== 'revoked') {
    return shown;
  }
  const when = revokedAt ? ` on ${revokedAt.slice(0, 10)}` : '';
  return [`Removed${when}. Nothing is left in AWS.`, shown]
    .filter(Boolean)
    .join(' ');
}

function annotationsOf(item: SetupItem): Record<string, string> {
  return {
    [SETUP_ANNOTATIONS.accountId]: item.accountId,
    [SETUP_ANNOTATIONS.region]: item.region,
    [SETUP_ANNOTATIONS.roleArn]: item.roleArn,
    [SETUP_ANNOTATIONS.taskId]: item.taskId,
    [SETUP_ANNOTATIONS.requestedBy]: item.requestedBy,
    ...(item.appliedAt !== undefined && {
      [SETUP_ANNOTATIONS.appliedAt]: item.appliedAt,
    }),
    [SETUP_ANNOTATIONS.status]: item.status,
  };
}

function linksOf(
  item: SetupItem,
  appBaseUrl: string | undefined,
): EntityLink[] {
  const console = consoleAddresses(item);
  return [
    ...(appBaseUrl
      ? [
          {
            url: `${appBaseUrl.replace(
              /\/$/,
              '',
            )}/create/tasks/${encodeURIComponent(item.taskId)}`,
            title: 'The last task that set it up',
          },
        ]
      : []),
    ...(console
      ? [
          ...(item.status === 'revoked'
            ? []
            : [
                {
                  url: console.role,
                  title: `Role ${item.roleName} in the AWS console`,
                },
              ]),
          {
            url: console.personalize,
            title: `Amazon Personalize in ${item.region} in the AWS console`,
          },
        ]
      : []),
  ];
}

/** The address of a partition's console, and the Region in which it shows IAM. */
const CONSOLES: Record<string, { host: string; iamRegion: string }> = {
  aws: { host: 'console.aws.amazon.com', iamRegion: 'us-east-1' },
  'aws-cn': { host: 'console.amazonaws.cn', iamRegion: 'cn-north-1' },
};

/** The console page for a person signed in to the account; `undefined` in an unknown partition. */
interface ConsoleAddresses {
  role: string;
  personalize: string;
}

/** The addresses of a set-up in the AWS console of its partition. */
function consoleAddresses({
  partition,
  region,
  roleName,
}: Pick<SetupItem, 'partition' | 'region' | 'roleName'>):
  | ConsoleAddresses
  | undefined {
  const console = CONSOLES[partition];
  if (!console) {
    return undefined;
  }
  const { host, iamRegion } = console;
  return {
    role: `https://${iamRegion}.${host}/iam/home?region=${iamRegion}#/roles/details/${encodeURIComponent(
      roleName,
    )}`,
    personalize: `https://${region}.${host}/personalize/home?region=${region}`,
  };
}
