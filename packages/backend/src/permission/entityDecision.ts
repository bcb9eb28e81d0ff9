import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import {
  PolicyDecision,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import {
  SETUP_ENTITY_TYPE,
  USING_TEAMS_FIELD,
} from '@personalize-portal/backstage-plugin-personalize-common';

const { hasMetadata, hasSpec, isEntityOwner } = catalogConditions;

/**
 * Lets people see, refresh and delete the entities of set-ups that their groups
 * own, and of the buckets and keys that set-ups of their teams use. All other
 * entities are open to everybody.
 *
 * People get `personalize.setup.read` only for their own team's set-ups, so
 * anyone who has it for a set-up also owns its entity.
 *
 * The catalog doesn't filter relations: the entity of a group names what the
 * group owns, and the entity of a bucket names each set-up that uses it.
 *
 * @param permission - any permission about an entity
 * @param groups - the entity refs that the person owns entities by, in lower
 * case
 * @param teams - the groups that are in `personalize.teams`; not all groups,
 * because each takes its own condition
 */
export function decideOnEntity(
  permission: ResourcePermission<'catalog-entity'>,
  groups: readonly string[],
  teams: readonly string[],
): PolicyDecision {
  return createCatalogConditionalDecision(permission, {
    anyOf: [
      {
        not: {
          anyOf: [
            hasSpec({ key: 'type', value: SETUP_ENTITY_TYPE }),
            hasMetadata({ key: USING_TEAMS_FIELD }),
          ],
        },
      },
      isEntityOwner({ claims: [...groups] }),
      ...teams.map(team =>
        hasMetadata({ key: USING_TEAMS_FIELD, value: team }),
      ),
    ],
  });
}
