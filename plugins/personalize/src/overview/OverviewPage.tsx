import { useCallback } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert, Button, Container, Flex, Header } from '@backstage/ui';
import { personalizeApiRef } from '../personalizeApi';
import { Problem } from '../setups/Problem';
import { useRequest } from '../setups/useRequest';
import { personalizeTranslationRef } from '../translation';
import { ExportCsv } from './ExportCsv';
import { isLimiting, NO_FILTER, useFilter } from './filter';
import { Filters } from './Filters';
import { SetupsTable } from './SetupsTable';
import { usePages } from './usePages';

/** All set-ups that the person can see: drifted first, then by name. */
export function OverviewPage() {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const [filter, changeFilter] = useFilter();
  const pages = usePages(filter);
  return (
    <>
      <Header
        title={t('overview.title')}
        description={t('overview.description')}
        customActions={<ExportCsv filter={filter} />}
      />
      <Container>
        <Flex direction="column" gap="4">
          {!filter.ownerMissing && (
            <MissingOwners
              onShow={() => changeFilter({ ...NO_FILTER, ownerMissing: true })}
            />
          )}
          <Filters filter={filter} onChange={changeFilter} />
          {pages.error ? (
            <Problem
              title={t('overview.problem')}
              error={pages.error}
              onRetry={pages.reload}
            />
          ) : (
            <SetupsTable pages={pages} isFiltered={isLimiting(filter)} />
          )}
        </Flex>
      </Container>
    </>
  );
}

/** Warns about set-ups whose owner left the catalog. */
function MissingOwners({ onShow }: { onShow: () => void }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const api = useApi(personalizeApiRef);
  const { value } = useRequest(
    useCallback(
      () => api.getSetups({ ownerMissing: true }, { limit: 1 }),
      [api],
    ),
  );
  const count = value?.totalItems ?? 0;
  return count === 0 ? null : (
    <Alert
      status="warning"
      icon
      title={t('overview.ownersMissing.title', { count })}
      description={t('overview.ownersMissing.description')}
      customActions={
        <Button size="small" variant="secondary" onPress={onShow}>
          {t('overview.ownersMissing.show')}
        </Button>
      }
    />
  );
}
