import { useCallback } from 'react';
import { RELATION_OWNED_BY } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { SETUP_ANNOTATIONS } from '@personalize-portal/backstage-plugin-personalize-common';
import { SETUP_ENTITY_FILTER } from '../setups/setupEntity';
import { useLoaded } from '../setups/useLoaded';

/** What can be chosen to filter by. */
export interface Choices {
  /** 12 digits each. */
  accountIds: string[];
  /** Entity refs of groups. */
  owners: string[];
}

const ACCOUNT = `metadata.annotations.${SETUP_ANNOTATIONS.accountId}`;
const OWNER = `relations.${RELATION_OWNED_BY}`;

const NONE: Choices = { accountIds: [], owners: [] };

/** The accounts and owners of the set-ups that the catalog shows to the person; none until they are known. */
export function useChoices(): Choices {
  const catalog = useApi(catalogApiRef);
  const { value } = useLoaded(
    useCallback(async () => {
      const { facets } = await catalog.getEntityFacets({
        filter: SETUP_ENTITY_FILTER,
        facets: [ACCOUNT, OWNER],
      });
      const valuesOf = (facet: string) =>
        (facets[facet] ?? []).map(({ value: one }) => one).sort();
      return { accountIds: valuesOf(ACCOUNT), owners: valuesOf(OWNER) };
    }, [catalog]),
  );
  return value ?? NONE;
}
