import { useCallback } from 'react';
import { RELATION_OWNED_BY } from '@backstage/catalog-model';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  catalogApiRef,
  entityPresentationSnapshot,
} from '@backstage/plugin-catalog-react';
import { Button, Checkbox } from '@backstage/ui';
import {
  SETUP_ANNOTATIONS,
  SETUP_ENTITY_FILTER,
  SETUP_STATUSES,
  SetupFilter,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { useAccountName, useRequest } from '../setups/useRequest';
import { personalizeTranslationRef } from '../translation';
import { isLimiting, NO_FILTER } from './filter';
import { Choice, Search } from './FilterFields';
import styles from './Filters.module.css';

interface FiltersProps {
  filter: SetupFilter;
  /** Changes part of the filter; `undefined` removes a value. Must be a stable function. */
  onChange: (part: SetupFilter) => void;
}

/** The filters of the list. */
export function Filters({ filter, onChange }: FiltersProps) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const choices = useChoices();
  const nameOf = useAccountName();
  const search = useCallback(
    (text: string) => onChange({ search: text || undefined }),
    [onChange],
  );
  return (
    <div
      role="search"
      aria-label={t('filters.label')}
      className={styles.filters}
    >
      <Search value={filter.search ?? ''} onChange={search} />
      <Choice
        label={t('filters.status')}
        all={t('filters.allStatuses')}
        options={SETUP_STATUSES.map(id => ({ id, label: t(`status.${id}`) }))}
        chosen={filter.status}
        onChange={status => onChange({ status: statusIn(status) })}
      />
      <Choice
        label={t('filters.account')}
        all={t('filters.allAccounts')}
        options={choices.accountIds.map(id => ({
          id,
          label: [nameOf(id), id].filter(Boolean).join(' '),
        }))}
        chosen={filter.accountId}
        onChange={accountId => onChange({ accountId })}
      />
      <Choice
        label={t('filters.owner')}
        all={t('filters.allOwners')}
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
        {t('filters.ownerMissing')}
      </Checkbox>
      <Button
        variant="tertiary"
        isDisabled={!isLimiting(filter)}
        onPress={() => onChange(NO_FILTER)}
      >
        {t('filters.clear')}
      </Button>
    </div>
  );
}

function statusIn(chosen: string | undefined): SetupFilter['status'] {
  return SETUP_STATUSES.find(one => one === chosen);
}

/** The values to filter by. */
interface Choices {
  /** 12 digits each. */
  accountIds: string[];
  /** Entity refs of groups. */
  owners: string[];
}

const ACCOUNT = `metadata.annotations.${SETUP_ANNOTATIONS.accountId}`;
const OWNER = `relations.${RELATION_OWNED_BY}`;

const NONE: Choices = { accountIds: [], owners: [] };

/** Accounts and owners of the set-ups that the person sees in the catalog. Empty until loaded. */
function useChoices(): Choices {
  const catalog = useApi(catalogApiRef);
  const { value } = useRequest(
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
