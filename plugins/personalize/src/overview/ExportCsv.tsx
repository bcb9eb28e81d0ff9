import { useState } from 'react';
import { toError } from '@backstage/errors';
import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import {
  SetupFilter,
  SetupItem,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { RiDownloadLine } from '@remixicon/react';
import { PersonalizeApi, personalizeApiRef } from '../api/personalizeApi';
import { explainError } from '../setups/Problem';
import { csvName, setupsCsv } from './csv';

/** Saves all set-ups that match as CSV, not only those of the page. */
export function ExportCsv({ filter }: { filter: SetupFilter }) {
  const api = useApi(personalizeApiRef);
  const [isRunning, setIsRunning] = useState(false);
  const [said, setSaid] = useState('');

  const save = async () => {
    setIsRunning(true);
    setSaid('');
    try {
      const setups = await allSetups(api, filter);
      download(csvName(new Date()), 'text/csv', setupsCsv(setups));
      setSaid(
        setups.length === 1
          ? '1 set-up saved'
          : `${setups.length} set-ups saved`,
      );
    } catch (failure) {
      setSaid(
        `Nothing was saved. ${explainError(toError(failure)).description}`,
      );
    } finally {
      setIsRunning(false);
    }
  };

  return (
    <Flex align="center" gap="3">
      {/* Always there, for a region that comes with its text isn't read out. */}
      <Text role="status" color="secondary">
        {said}
      </Text>
      <Button
        variant="secondary"
        iconStart={<RiDownloadLine aria-hidden="true" />}
        isPending={isRunning}
        onPress={save}
      >
        Export as CSV
      </Button>
    </Flex>
  );
}

/** The most that the backend gives at once. */
const PAGE_SIZE = 200;

/** All set-ups that match, of all pages. */
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

/** Hands a text to the person as a file. */
export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
