import { useState } from 'react';
import { toError } from '@backstage/errors';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import {
  SetupFilter,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { RiDownloadLine } from '@remixicon/react';
import { PersonalizeApi, personalizeApiRef } from '../personalizeApi';
import { explainError } from '../setups/Problem';
import { personalizeTranslationRef } from '../translation';
import { csvName, setupsCsv } from './csv';

/** Saves all matching set-ups as CSV, not only those on the page. */
export function ExportCsv({ filter }: { filter: SetupFilter }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const api = useApi(personalizeApiRef);
  const [isRunning, setIsRunning] = useState(false);
  const [message, setMessage] = useState('');

  const save = async () => {
    setIsRunning(true);
    setMessage('');
    try {
      const setups = await allSetups(api, filter);
      download(csvName(new Date()), 'text/csv', setupsCsv(setups));
      setMessage(t('csv.saved', { count: setups.length }));
    } catch (failure) {
      setMessage(
        t('csv.failed', {
          reason: explainError(toError(failure), t).description,
        }),
      );
    } finally {
      setIsRunning(false);
    }
  };

  return (
    <Flex align="center" gap="3">
      {/* Always rendered: screen readers skip a live region that arrives with its text. */}
      <Text role="status" color="secondary">
        {message}
      </Text>
      <Button
        variant="secondary"
        iconStart={<RiDownloadLine aria-hidden="true" />}
        isPending={isRunning}
        onPress={save}
      >
        {t('csv.export')}
      </Button>
    </Flex>
  );
}

/** The largest page that the backend returns. */
const PAGE_SIZE = 200;

/** All matching set-ups, from all pages. */
async function allSetups(
  api: Pick<PersonalizeApi, 'getSetups'>,
  filter: SetupFilter,
): Promise<SetupItem[]> {
  const all: SetupItem[] = [];
  let cursor: string | undefined;
  do {
    const page = await api.getSetups(filter, { cursor, limit: PAGE_SIZE });
    all.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}

/** Saves a text as a file. */
function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
