import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Cell, CellText, ColumnConfig } from '@backstage/ui';
import {
  oneLine,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Owner } from '../setups/Owner';
import { StatusLabel } from '../setups/StatusLabel';
import { absoluteTime, relativeTime } from '../setups/Time';
import styles from './columns.module.css';

/** A set-up as a row of the table. */
type SetupRow = SetupItem & { id: string };

/** What the table tells of each set-up. */
export const COLUMNS: ColumnConfig<SetupRow>[] = [
  {
    id: 'name',
    label: 'Name',
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
    label: 'Status',
    width: 115,
    cell: ({ status }) => (
      <Cell>
        <StatusLabel status={status} />
      </Cell>
    ),
  },
  {
    id: 'place',
    label: 'Account, Region',
    width: 155,
    cell: ({ accountId, region }) => (
      <CellText title={accountId} description={region} />
    ),
  },
  {
    id: 'role',
    label: 'Role',
    width: '1.5fr',
    minWidth: 120,
    cell: ({ roleName }) => (
      // Role names begin alike, so their ends are never cut off.
      <Cell className={styles.wrapped}>{roleName}</Cell>
    ),
  },
  {
    id: 'owner',
    label: 'Owner',
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
    label: 'Last check',
    width: 222,
    cell: ({ checkedAt }) =>
      checkedAt ? (
        <CellText
          title={relativeTime(checkedAt, Date.now())}
          description={absoluteTime(checkedAt)}
        />
      ) : (
        <CellText title="Never" />
      ),
  },
  {
    id: 'requested-by',
    label: 'Requested by',
    width: '1fr',
    minWidth: 133,
    cell: ({ requestedBy }) => (
      <Cell className={styles.wrapped}>
        <EntityRefLink entityRef={requestedBy} defaultKind="user" hideIcon />
      </Cell>
    ),
  },
];
