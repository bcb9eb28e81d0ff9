import { useState } from 'react';
import { toError } from '@backstage/errors';
import { useApi } from '@backstage/frontend-plugin-api';
import { Button, Flex, Text } from '@backstage/ui';
import { SetupFilter } from '@personalize-portal/backstage-plugin-personalize-common';
import { RiDownloadLine } from '@remixicon/react';
import { personalizeApiRef } from '../api/personalizeApi';
import { explain } from '../setups/explain';
import { allSetups } from './allSetups';
import { csvName, setupsCsv } from './csv';
import { download } from './download';

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
      setSaid(`Nothing was saved. ${explain(toError(failure)).description}`);
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
