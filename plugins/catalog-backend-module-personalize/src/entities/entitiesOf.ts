import { ResourceEntity } from '@backstage/catalog-model';
import {
  BUCKET_ENTITY_TYPE,
  KEY_ENTITY_TYPE,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { resourceEntity, ResourceType } from './resourceEntity';
import { setupEntity } from './setupEntity';

/** What decides how set-ups are shown. */
export interface EntityOptions {
  /** The portal's address. */
  appBaseUrl: string | undefined;
  /** How long the entity of a removed set-up stays, in milliseconds. */
  keepRevokedMs: number;
}

/**
 * The entities of set-ups, and one for each bucket and key that any of them
 * depends on. A bucket or key belongs to the owner of the first set-up with it.
 *
 * @param now - in milliseconds since 1970
 */
export function entitiesOf(
  items: readonly SetupItem[],
  { appBaseUrl, keepRevokedMs }: EntityOptions,
  now: number,
): ResourceEntity[] {
  const shown = items.filter(
    ({ revokedAt }) =>
      revokedAt === undefined || Date.parse(revokedAt) > now - keepRevokedMs,
  );
  const standing = shown
    .filter(({ status }) => status !== 'revoked')
    .sort(
      (a, b) =>
        a.registeredAt.localeCompare(b.registeredAt) ||
        a.name.localeCompare(b.name),
    );
  return [
    ...shown.map(item => setupEntity(item, appBaseUrl)),
    ...sharedResources(BUCKET_ENTITY_TYPE, standing, ({ buckets }) => buckets),
    ...sharedResources(KEY_ENTITY_TYPE, standing, ({ keys }) => keys),
  ];
}

function sharedResources(
  type: ResourceType,
  items: readonly SetupItem[],
  arnsOf: (item: SetupItem) => string[],
): ResourceEntity[] {
  const teams = new Map<string, Set<string>>();
  for (const item of items) {
    for (const arn of arnsOf(item)) {
      teams.set(arn, (teams.get(arn) ?? new Set()).add(item.owner));
    }
  }
  return [...teams].map(([arn, owners]) =>
    resourceEntity(type, arn, [...owners]),
  );
}
