import { useMemo } from 'react';
import { Flex, Text } from '@backstage/ui';
import { Change } from '@personalize-portal/backstage-plugin-personalize-common';
import { changeDiff } from './changeDiff';
import { DocumentChanges } from './DocumentChanges';
import { Lines } from './Lines';

/** What a change did, policies statement by statement. */
export function BeforeAndAfter({ change }: { change: Change }) {
  const { settings, documents } = useMemo(() => changeDiff(change), [change]);
  const isEmpty = settings.length === 0 && documents.length === 0;
  return (
    <Flex direction="column" gap="3">
      {isEmpty && (
        <Text color="secondary">Nothing but its name is recorded of it.</Text>
      )}
      {settings.length > 0 && <Lines runs={settings} label="Settings" />}
      {documents.map(document => (
        <DocumentChanges key={document.name ?? ''} document={document} />
      ))}
    </Flex>
  );
}
