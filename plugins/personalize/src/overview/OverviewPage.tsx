import { Container, Flex, Header } from '@backstage/ui';
import { Problem } from '../setups/Problem';
import { ExportCsv } from './ExportCsv';
import { isLimiting, NO_FILTER } from './filterQuery';
import { Filters } from './Filters';
import { OwnersGone } from './OwnersGone';
import { SetupsTable } from './SetupsTable';
import { useFilter } from './useFilter';
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
            <OwnersGone
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
