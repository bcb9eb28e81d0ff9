import { useState } from 'react';
import { toError } from '@backstage/errors';
import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Flex, Text } from '@backstage/ui';
import { personalizeSetupApplyPermission } from '@personalize-portal/backstage-plugin-personalize-common';
import { personalizeApiRef } from '../api/personalizeApi';
import { Problem } from '../setups/Problem';

/** Gives up a set-up that was named and never made. */
export function Discard({ name }: { name: string }) {
  const api = useApi(personalizeApiRef);
  const [run, setRun] = useState<'idle' | 'running' | 'done' | Error>('idle');
  const { allowed } = usePermission({
    permission: personalizeSetupApplyPermission,
    resourceRef: name,
  });
  if (!allowed) {
    return null;
  }
  const discard = async () => {
    setRun('running');
    try {
      await api.discardSetup(name);
      setRun('done');
    } catch (error) {
      setRun(toError(error));
    }
  };
  return (
    <Flex direction="column" gap="2" align="start">
      <Text color="secondary">
        If no run has changed anything in AWS yet, you can discard it. Its name
        is free at once.
      </Text>
      <Button
        variant="secondary"
        isDisabled={run === 'done'}
        isPending={run === 'running'}
        onPress={discard}
      >
        Discard
      </Button>
      <Text role="status">
        {run === 'done' && 'Discarded. The catalog drops it in a moment.'}
      </Text>
      {run instanceof Error && (
        <Problem
          title="It couldn’t be discarded"
          error={run}
          onRetry={discard}
        />
      )}
    </Flex>
  );
}
