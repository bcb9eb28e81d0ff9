import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Button, Flex, Skeleton, Text, VisuallyHidden } from '@backstage/ui';
import { personalizeApiRef } from '../api/personalizeApi';
import { Problem } from '../setups/Problem';
import { useLoaded } from '../setups/useLoaded';
import { HistoryEntry } from './HistoryEntry';
import { useHistory } from './useHistory';
import styles from './HistoryTab.module.css';

/** The tab of a set-up's entity that tells what was done to it. */
export function HistoryTab() {
  const { name } = useEntity().entity.metadata;
  return <History key={name} name={name} />;
}

/** The changes of a set-up, the newest first, more of them when asked. */
export function History({ name }: { name: string }) {
  const api = useApi(personalizeApiRef);
  const { items, hasMore, isLoading, error, loadMore } = useHistory(name);
  // Tells where CloudTrail recorded it; without it there are no links.
  const { value: setup } = useLoaded(
    useCallback(() => api.getSetup(name), [api, name]),
  );
  return (
    <Flex direction="column" gap="4">
      <Text as="h2" variant="title-small" style={{ margin: 0 }}>
        What was done, the newest first
      </Text>
      {!items && isLoading && <HistorySkeleton />}
      {items && items.length > 0 && (
        <ol className={styles.entries}>
          {items.map(item => (
            <HistoryEntry key={item.seq} item={item} place={setup} />
          ))}
        </ol>
      )}
      {error && (
        <Problem
          title="The history can't be shown"
          error={error}
          onRetry={loadMore}
        />
      )}
      {/* Always there, for a region that comes with its text isn't read out. */}
      <Text role="status" color="secondary">
        {items && entryCount(items.length, hasMore)}
      </Text>
      {hasMore && !error && (
        <Button
          variant="secondary"
          isPending={isLoading}
          onPress={loadMore}
          style={{ alignSelf: 'start' }}
        >
          Load more
        </Button>
      )}
    </Flex>
  );
}

function entryCount(count: number, hasMore: boolean): string {
  if (count === 0) {
    return 'Nothing is recorded yet. What the template changes in AWS is shown here as it happens.';
  }
  const entries = count === 1 ? '1 entry' : `${count} entries`;
  return hasMore ? `${entries} shown, there are more` : `${entries}, all shown`;
}

/** In the place of the entries until the first are there. */
function HistorySkeleton() {
  return (
    <Flex direction="column" gap="3" role="status">
      <VisuallyHidden>Loading the history</VisuallyHidden>
      {[1, 2, 3].map(entry => (
        <Skeleton key={entry} width="100%" height={72} aria-hidden="true" />
      ))}
    </Flex>
  );
}
