import { useCallback } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { Button, Flex, Skeleton, Text, VisuallyHidden } from '@backstage/ui';
import { personalizeApiRef } from '../personalizeApi';
import { Problem } from '../setups/Problem';
import { useRequest } from '../setups/useRequest';
import { personalizeTranslationRef, Translate } from '../translation';
import { HistoryEntry } from './HistoryEntry';
import { useHistory } from './useHistory';
import styles from './HistoryTab.module.css';

/** The tab with the history of a set-up, on its entity page. */
export function HistoryTab() {
  const { name } = useEntity().entity.metadata;
  return <SetupHistory key={name} name={name} />;
}

/** The changes of a set-up, newest first, page by page. */
function SetupHistory({ name }: { name: string }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const api = useApi(personalizeApiRef);
  const { items, hasMore, isLoading, error, loadMore } = useHistory(name);
  // The set-up says which CloudTrail to link to.
  const { value: setup } = useRequest(
    useCallback(() => api.getSetup(name), [api, name]),
  );
  return (
    <Flex direction="column" gap="4">
      <Text as="h2" variant="title-small" style={{ margin: 0 }}>
        {t('history.title')}
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
          title={t('history.problem')}
          error={error}
          onRetry={loadMore}
        />
      )}
      {/* Always rendered: screen readers skip a live region that arrives with its text. */}
      <Text role="status" color="secondary">
        {items && entryCount(items.length, hasMore, t)}
      </Text>
      {hasMore && !error && (
        <Button
          variant="secondary"
          isPending={isLoading}
          onPress={loadMore}
          style={{ alignSelf: 'start' }}
        >
          {t('history.loadMore')}
        </Button>
      )}
    </Flex>
  );
}

function entryCount(count: number, hasMore: boolean, t: Translate): string {
  if (count === 0) {
    return t('history.empty');
  }
  return t(hasMore ? 'history.more' : 'history.all', { count });
}

/** Shown until the first entries are loaded. */
function HistorySkeleton() {
  const { t } = useTranslationRef(personalizeTranslationRef);
  return (
    <Flex direction="column" gap="3" role="status">
      <VisuallyHidden>{t('history.loading')}</VisuallyHidden>
      {[1, 2, 3].map(entry => (
        <Skeleton key={entry} width="100%" height={72} aria-hidden="true" />
      ))}
    </Flex>
  );
}
