import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Cell, CellText, ColumnConfig } from '@backstage/ui';
import { SetupItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { Owner } from '../setups/Owner';
import { StatusLabel } from '../setups/StatusLabel';
import { absoluteTime, relativeTime } from '../setups/time';

/** A set-up as a row of the table. */
export type SetupRow = SetupItem & { id: string };

/** What the table tells of each set-up. */
export const COLUMNS: ColumnConfig<SetupRow>[] = [
  {
    id: 'name',
    label: 'Name',
    isRowHeader: true,
    cell: ({ entityRef, title, name }) => (
      <Cell>
        <EntityRefLink entityRef={entityRef} hideIcon disableTooltip>
          {title ?? name}
        </EntityRefLink>
      </Cell>
    ),
  },
  {
    id: 'status',
    label: 'Status',
    cell: ({ status }) => (
      <Cell>
        <StatusLabel status={status} />
      </Cell>
    ),
  },
  {
    id: 'account',
    label: 'Account',
    cell: ({ accountId }) => <CellText title={accountId} />,
  },
  {
    id: 'region',
    label: 'Region',
    cell: ({ region }) => <CellText title={region} />,
  },
  {
    id: 'role',
    label: 'Role',
    cell: ({ roleName }) => <CellText title={roleName} />,
  },
  {
    id: 'owner',
    label: 'Owner',
    cell: setup => (
      <Cell>
        <Owner setup={setup} />
      </Cell>
    ),
  },
  {
    id: 'checked',
    label: 'Last check',
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
    cell: ({ requestedBy }) => (
      <Cell>
        <EntityRefLink entityRef={requestedBy} defaultKind="user" hideIcon />
      </Cell>
    ),
  },
];
