import { useCallback } from 'react';
import { entityPresentationSnapshot } from '@backstage/plugin-catalog-react';
import { Button, Checkbox } from '@backstage/ui';
import {
  SETUP_STATUSES,
  SetupFilter,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { STATUS_NAMES } from '../setups/status';
import { useAccounts } from '../limits/useAccounts';
import { Choice } from './Choice';
import { isLimiting, NO_FILTER } from './filterQuery';
import { Search } from './Search';
import { useChoices } from './useChoices';
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
  const accounts = useAccounts();
  const search = useCallback(
    (text: string) => onChange({ search: text || undefined }),
    [onChange],
  );
  const nameOf = (accountId: string) =>
    accounts.state === 'known'
      ? accounts.accounts.find(one => one.accountId === accountId)?.name
      : undefined;
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
