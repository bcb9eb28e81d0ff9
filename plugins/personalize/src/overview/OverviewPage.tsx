import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { Alert, Button, Container, Flex, Header } from '@backstage/ui';
import { personalizeApiRef } from '../api/personalizeApi';
import { Problem } from '../setups/Problem';
import { useLoaded } from '../setups/useLoaded';
import { ExportCsv } from './ExportCsv';
import { isLimiting, NO_FILTER, useFilter } from './filter';
import { Filters } from './Filters';
import { SetupsTable } from './SetupsTable';
import { usePages } from './usePages';

/** All set-ups that the person may see: drifted first, then by name. */
export function OverviewPage() {
  const [filter, changeFilter] = useFilter();
  const pages = usePages(filter);
  return (
    <>
      <Header
        title="Set-ups"
        description="Who gave Amazon Personalize access to what, and whether it still holds. Those that drifted come first."
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
              title="The set-ups can't be shown"
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

/** Says how many set-ups have nobody to care for them; nothing where all have. */
function MissingOwners({ onShow }: { onShow: () => void }) {
  const api = useApi(personalizeApiRef);
  const { value } = useLoaded(
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
      title={
        count === 1
          ? 'The owner of 1 set-up left the catalog'
          : `The owners of ${count} set-ups left the catalog`
      }
      description="Nobody is told when they drift. Run the template again with another owner."
      customActions={
        <Button size="small" variant="secondary" onPress={onShow}>
          Show them
        </Button>
      }
    />
  );
}
