import { useState } from 'react';
import { toError } from '@backstage/errors';
import { useApi } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Button, Flex, Text } from '@backstage/ui';
import {
  CheckResponse,
  personalizeSetupCheckPermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { RiRefreshLine } from '@remixicon/react';
import { personalizeApiRef } from '../api/personalizeApi';
import { Problem } from '../setups/Problem';
import { checkInWords } from './checkInWords';

interface CheckNowProps {
  name: string;
  /** Called after each check, so that what is shown follows. */
  onChecked: () => void;
}

type Run =
  | { state: 'idle' }
  | { state: 'running' }
  | { state: 'failed'; error: Error }
  | { state: 'done'; answer: CheckResponse };

/** Proves the set-up on what AWS holds now, for who may ask for it. */
export function CheckNow({ name, onChecked }: CheckNowProps) {
  const api = useApi(personalizeApiRef);
  const [run, setRun] = useState<Run>({ state: 'idle' });
  const { loading, allowed, error } = usePermission({
    permission: personalizeSetupCheckPermission,
    resourceRef: name,
  });

  const check = async () => {
    setRun({ state: 'running' });
    try {
      setRun({ state: 'done', answer: await api.checkSetup(name) });
      onChecked();
    } catch (failure) {
      setRun({ state: 'failed', error: toError(failure) });
    }
  };

  // Where the permission can't be told, the backend decides when it is asked.
  if (!loading && !allowed && !error) {
    return (
      <Text color="secondary">
        The portal checks it by itself, again and again. To have it checked now,
        ask its owner.
      </Text>
    );
  }
  return (
    <Flex direction="column" gap="2" align="start">
      <Button
        variant="secondary"
        iconStart={<RiRefreshLine aria-hidden="true" />}
        isDisabled={loading}
        isPending={run.state === 'running'}
        onPress={check}
      >
        Check now
      </Button>
      {/* Always there, for a region that comes with its text isn't read out. */}
      <Text role="status">
        {run.state === 'running' && 'Checking on what AWS holds now'}
        {run.state === 'done' && checkInWords(run.answer)}
      </Text>
      {run.state === 'failed' && (
        <Problem
          title="It couldn't be checked"
          error={run.error}
          onRetry={check}
        />
      )}
    </Flex>
  );
}
