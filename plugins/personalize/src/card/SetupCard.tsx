import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Flex } from '@backstage/ui';
import { SetupResponse } from '@personalize-portal/backstage-plugin-personalize-common';
import { personalizeApiRef } from '../api/personalizeApi';
import { Problem } from '../setups/Problem';
import { useLoaded } from '../setups/useLoaded';
import { AllChecks } from './AllChecks';
import { CardSkeleton } from './CardSkeleton';
import { CheckNow } from './CheckNow';
import { Discard } from './Discard';
import { FailingChecks } from './FailingChecks';
import { Notices } from './Notices';
import { SetupFacts } from './SetupFacts';
import { Standing } from './Standing';
import { TakeBack } from './TakeBack';

/** On the page of a set-up's entity: how it stands and what to do about it. */
export function SetupCard() {
  const { name } = useEntity().entity.metadata;
  return (
    <EntityInfoCard title="Amazon Personalize permissions">
      <CardOf key={name} name={name} />
    </EntityInfoCard>
  );
}

function CardOf({ name }: { name: string }) {
  const api = useApi(personalizeApiRef);
  const { value, error, reload } = useLoaded(
    useCallback(() => api.getSetup(name), [api, name]),
  );
  if (error) {
    return (
      <Problem
        title="How this set-up stands can't be shown"
        error={error}
        onRetry={reload}
      />
    );
  }
  return value ? <Shown setup={value} onChecked={reload} /> : <CardSkeleton />;
}

function Shown({
  setup,
  onChecked,
}: {
  setup: SetupResponse;
  onChecked: () => void;
}) {
  return (
    <Flex direction="column" gap="4">
      <Notices setup={setup} />
      <Standing setup={setup} />
      <FailingChecks setup={setup} />
      <SetupFacts setup={setup} />
      <AllChecks checks={setup.checks} />
      {setup.status !== 'revoked' && (
        <>
          <CheckNow name={setup.name} onChecked={onChecked} />
          <TakeBack name={setup.name} />
          {setup.status === 'pending' && <Discard name={setup.name} />}
        </>
      )}
    </Flex>
  );
}
