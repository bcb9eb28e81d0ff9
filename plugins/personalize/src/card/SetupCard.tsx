import { useCallback } from 'react';
import { useApi } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Flex, Skeleton, Text, VisuallyHidden } from '@backstage/ui';
import {
  SetupItem,
  SetupResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { personalizeApiRef } from '../api/personalizeApi';
import { Problem } from '../setups/Problem';
import { StatusLabel, statusMeaning } from '../setups/StatusLabel';
import { useLoaded } from '../setups/useLoaded';
import { AllChecks, FailingChecks } from './Checks';
import { Notices } from './Notices';
import { CheckNow, DiscardButton, RevokeLink } from './SetupActions';
import { SetupFacts } from './SetupFacts';

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
  return value ? (
    <SetupDetails setup={value} onChecked={reload} />
  ) : (
    <CardSkeleton />
  );
}

function SetupDetails({
  setup,
  onChecked,
}: {
  setup: SetupResponse;
  onChecked: () => void;
}) {
  return (
    <Flex direction="column" gap="4">
      <Notices setup={setup} />
      <StatusSummary setup={setup} />
      <FailingChecks setup={setup} />
      <SetupFacts setup={setup} />
      <AllChecks checks={setup.checks} />
      {setup.status !== 'revoked' && (
        <>
          <CheckNow name={setup.name} onChecked={onChecked} />
          <RevokeLink name={setup.name} />
          {setup.status === 'pending' && <DiscardButton name={setup.name} />}
        </>
      )}
    </Flex>
  );
}

/** The status, what it means, and what is counted beside it. */
function StatusSummary({ setup }: { setup: SetupItem }) {
  const { status, accepted, updateAvailable } = setup;
  return (
    <Flex direction="column" gap="1">
      <Flex gap="2" align="center">
        <StatusLabel status={status} />
        {accepted > 0 && <Text>{accepted} accepted</Text>}
      </Flex>
      <Text color="secondary">{statusMeaning(setup)}</Text>
      {updateAvailable && (
        <Text color="secondary">
          An update is available: run the template again to roll it out.
        </Text>
      )}
    </Flex>
  );
}

/** In the place of the card's content until it is there. */
function CardSkeleton() {
  return (
    <Flex direction="column" gap="2" role="status">
      <VisuallyHidden>Loading how this set-up stands</VisuallyHidden>
      {['30%', '80%', '65%', '70%'].map(width => (
        <Skeleton key={width} width={width} height={20} aria-hidden="true" />
      ))}
    </Flex>
  );
}
