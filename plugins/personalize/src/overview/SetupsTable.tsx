import { useMemo } from 'react';
import { useRouteRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Flex, Table, Text } from '@backstage/ui';
import { templateRouteRef } from '../routes';
import { COLUMNS } from './columns';
import { PAGE_SIZE, Pages } from './usePages';

interface SetupsTableProps {
  pages: Pages;
  isFiltered: boolean;
}

/** A page of the set-ups as a table, with what leads to the other pages. */
export function SetupsTable({ pages, isFiltered }: SetupsTableProps) {
  const { value, isLoading, offset, nextPage, previousPage } = pages;
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
      emptyState={<EmptyState isFiltered={isFiltered} />}
      pagination={{
        type: 'page',
        pageSize: PAGE_SIZE,
        showPageSizeOptions: false,
        offset,
        totalCount: value?.totalItems,
        getLabel: () => rangeLabel(offset, value),
        hasNextPage: nextPage !== undefined,
        hasPreviousPage: previousPage !== undefined,
        onNextPage: () => nextPage?.(),
        onPreviousPage: () => previousPage?.(),
      }}
    />
  );
}

function rangeLabel(offset: number, value: Pages['value']): string {
  const total = value?.totalItems ?? 0;
  if (!value || total === 0) {
    return 'No set-up';
  }
  return total === 1
    ? '1 set-up'
    : `${offset + 1} to ${offset + value.items.length} of ${total} set-ups`;
}

/** In the place of the rows where there is none. */
function EmptyState({ isFiltered }: { isFiltered: boolean }) {
  const pathOf = useRouteRef(templateRouteRef);
  if (isFiltered) {
    return (
      <Text>No set-up matches. Search for less, or clear the filters.</Text>
    );
  }
  return (
    <Flex direction="column" gap="3" align="start">
      <Text>
        There is no set-up yet that you may see. With the template, a team gives
        Amazon Personalize access to its data in a few minutes.
      </Text>
      {pathOf && (
        <ButtonLink
          variant="primary"
          href={pathOf({
            namespace: 'default',
            templateName: 'personalize-permissions',
          })}
        >
          Make the first set-up
        </ButtonLink>
      )}
    </Flex>
  );
}
