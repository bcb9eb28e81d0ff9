import { useCallback } from 'react';
import { RELATION_OWNED_BY } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import {
  catalogApiRef,
  entityPresentationSnapshot,
} from '@backstage/plugin-catalog-react';
import { Button, Checkbox } from '@backstage/ui';
import {
  SETUP_ANNOTATIONS,
  SETUP_STATUSES,
  SetupFilter,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { SETUP_ENTITY_FILTER } from '../setups/setupEntity';
import { STATUS_NAMES } from '../setups/StatusLabel';
import { useAccountName } from '../setups/useAccounts';
import { useLoaded } from '../setups/useLoaded';
import { isLimiting, NO_FILTER } from './filter';
import { Choice, Search } from './FilterFields';
import styles from './Filters.module.css';

interface FiltersProps {
  filter: SetupFilter;
  /** Changes a part of the filter; `undefined` takes it out. Stays the same function. */
  onChange: (part: SetupFilter) => void;
}

const STATUSES = SETUP_STATUSES.map(id => ({ id, label: STATUS_NAMES[id] }));

/** What limits the list. */
export function Filters({ filter, onChange }: FiltersProps) {
  const choices = useChoices();
  const nameOf = useAccountName();
  const search = useCallback(
    (text: string) => onChange({ search: text || undefined }),
    [onChange],
  );
  return (
    <div role="search" aria-label="Set-ups" className={styles.filters}>
      <Search value={filter.search ?? ''} onChange={search} />
      <Choice
        label="Status"
        all="All statuses"
        options={STATUSES}
        chosen={filter.status}
        onChange={status => onChange({ status: statusIn(status) })}
      />
      <Choice
        label="Account"
        all="All accounts"
        options={choices.accountIds.map(id => ({
          id,
          label: [nameOf(id), id].filter(Boolean).join(' '),
        }))}
        chosen={filter.accountId}
        onChange={accountId => onChange({ accountId })}
      />
      <Choice
        label="Owner"
        all="All owners"
        options={choices.owners.map(id => ({
          id,
          label: entityPresentationSnapshot(id, { defaultKind: 'group' })
            .primaryTitle,
        }))}
        chosen={filter.owner}
        onChange={owner => onChange({ owner })}
      />
      <Checkbox
        isSelected={filter.ownerMissing ?? false}
        onChange={ownerMissing =>
          onChange({ ownerMissing: ownerMissing || undefined })
        }
      >
        Owner is gone
      </Checkbox>
      <Button
        variant="tertiary"
        isDisabled={!isLimiting(filter)}
        onPress={() => onChange(NO_FILTER)}
      >
        Clear filters
      </Button>
    </div>
  );
}

function statusIn(chosen: string | undefined): SetupFilter['status'] {
  return SETUP_STATUSES.find(one => one === chosen);
}

/** What can be chosen to filter by. */
interface Choices {
  /** 12 digits each. */
  accountIds: string[];
  /** Entity refs of groups. */
  owners: string[];
}

const ACCOUNT = `metadata.annotations.${SETUP_ANNOTATIONS.accountId}`;
const OWNER = `relations.${RELATION_OWNED_BY}`;

const NONE: Choices = { accountIds: [], owners: [] };

/** The accounts and owners of the set-ups that the catalog shows to the person; none until they are known. */
function useChoices(): Choices {
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
