import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Cell, CellText, ColumnConfig } from '@backstage/ui';
import {
  oneLine,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Owner } from '../setups/Links';
import { StatusLabel } from '../setups/StatusLabel';
import { absoluteTime, relativeTime } from '../setups/Time';
import { Translate } from '../translation';
import styles from './columns.module.css';

/** A set-up as a row of the table. */
type SetupRow = SetupItem & { id: string };

/** The columns of the table. */
export function columnsOf(t: Translate): ColumnConfig<SetupRow>[] {
  return [
    {
      id: 'name',
      label: t('table.name'),
      isRowHeader: true,
      width: '2fr',
      minWidth: 160,
      cell: ({ entityRef, title, name }) => (
        <Cell className={styles.wrapped}>
          <EntityRefLink entityRef={entityRef} hideIcon disableTooltip>
            {oneLine(title ?? name)}
          </EntityRefLink>
        </Cell>
      ),
    },
    {
      id: 'status',
      label: t('table.status'),
      width: 115,
      cell: ({ status }) => (
        <Cell>
          <StatusLabel status={status} />
        </Cell>
      ),
    },
    {
      id: 'place',
      label: t('table.place'),
      width: 155,
      cell: ({ accountId, region }) => (
        <CellText title={accountId} description={region} />
      ),
    },
    {
      id: 'role',
      label: t('table.role'),
      width: '1.5fr',
      minWidth: 120,
      cell: ({ roleName }) => (
        // Role names start alike, so their ends are never cut off.
        <Cell className={styles.wrapped}>{roleName}</Cell>
      ),
    },
    {
      id: 'owner',
      label: t('table.owner'),
      width: '1fr',
      minWidth: 110,
      cell: setup => (
        <Cell className={styles.wrapped}>
          <Owner setup={setup} />
        </Cell>
      ),
    },
    {
      id: 'checked',
      label: t('table.lastCheck'),
      width: 222,
      cell: ({ checkedAt }) =>
        checkedAt ? (
          <CellText
            title={relativeTime(checkedAt, Date.now(), t)}
            description={absoluteTime(checkedAt)}
          />
        ) : (
          <CellText title={t('time.never')} />
        ),
    },
    {
      id: 'requested-by',
      label: t('table.requestedBy'),
      width: '1fr',
      minWidth: 133,
      cell: ({ requestedBy }) => (
        <Cell className={styles.wrapped}>
          <EntityRefLink entityRef={requestedBy} defaultKind="user" hideIcon />
        </Cell>
      ),
    },
  ];
}
