import { useMemo } from 'react';
import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Flex, Table, Text } from '@backstage/ui';
import { templateRouteRef } from '../routes';
import { personalizeTranslationRef, Translate } from '../translation';
import { columnsOf } from './columns';
import { PAGE_SIZE, Pages } from './usePages';

interface SetupsTableProps {
  pages: Pages;
  isFiltered: boolean;
}

/** A page of the set-ups as a table with paging. */
export function SetupsTable({ pages, isFiltered }: SetupsTableProps) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const { value, isLoading, offset, nextPage, previousPage } = pages;
  const columns = useMemo(() => columnsOf(t), [t]);
  const rows = useMemo(
    () => value?.items.map(item => ({ ...item, id: item.name })),
    [value],
  );
  return (
    <Table
      columnConfig={columns}
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
        getLabel: () => rangeLabel(offset, value, t),
        hasNextPage: nextPage !== undefined,
        hasPreviousPage: previousPage !== undefined,
        onNextPage: () => nextPage?.(),
        onPreviousPage: () => previousPage?.(),
      }}
    />
  );
}

function rangeLabel(
  offset: number,
  value: Pages['value'],
  t: Translate,
): string {
  const total = value?.totalItems ?? 0;
  if (!value || total === 0) {
    return t('table.rangeNone');
  }
  return total === 1
    ? t('table.rangeOne')
    : t('table.range', {
        first: String(offset + 1),
        last: String(offset + value.items.length),
        total: String(total),
      });
}

/** Shown when there are no rows. */
function EmptyState({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const pathOf = useRouteRef(templateRouteRef);
  if (isFiltered) {
    return <Text>{t('overview.empty.filtered')}</Text>;
  }
  return (
    <Flex direction="column" gap="3" align="start">
      <Text>{t('overview.empty.description')}</Text>
      {pathOf && (
        <ButtonLink
          variant="primary"
          href={pathOf({
            namespace: 'default',
            templateName: 'personalize-permissions',
          })}
        >
          {t('overview.empty.create')}
        </ButtonLink>
      )}
    </Flex>
  );
}
