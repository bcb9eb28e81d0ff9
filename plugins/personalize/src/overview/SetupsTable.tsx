import { useMemo } from 'react';
import { Table } from '@backstage/ui';
import { COLUMNS } from './columns';
import { NoSetups } from './NoSetups';
import { PAGE_SIZE, Pages } from './usePages';

interface SetupsTableProps {
  pages: Pages;
  isFiltered: boolean;
}

/** A page of the set-ups as a table, with what leads to the other pages. */
export function SetupsTable({ pages, isFiltered }: SetupsTableProps) {
  const { value, isLoading, offset, goOn, goBack } = pages;
  const rows = useMemo(
    () => value?.items.map(item => ({ ...item, id: item.name })),
    [value],
  );
  return (
    <Table
      columnConfig={COLUMNS}
      data={rows}
      isPending={isLoading && !rows}
      isStale={isLoading && rows !== undefined}
      emptyState={<NoSetups isFiltered={isFiltered} />}
      pagination={{
        type: 'page',
        pageSize: PAGE_SIZE,
        showPageSizeOptions: false,
        offset,
        totalCount: value?.totalItems,
        getLabel: () => placeInWords(offset, value),
        hasNextPage: goOn !== undefined,
        hasPreviousPage: goBack !== undefined,
        onNextPage: () => goOn?.(),
        onPreviousPage: () => goBack?.(),
      }}
    />
  );
}

function placeInWords(offset: number, value: Pages['value']): string {
  const total = value?.totalItems ?? 0;
  if (!value || total === 0) {
    return 'No set-up';
  }
  return total === 1
    ? '1 set-up'
    : `${offset + 1} to ${offset + value.items.length} of ${total} set-ups`;
}
