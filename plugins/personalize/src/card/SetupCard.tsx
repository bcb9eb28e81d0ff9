import { useCallback } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityInfoCard, useEntity } from '@backstage/plugin-catalog-react';
import { Flex, Skeleton, Text, VisuallyHidden } from '@backstage/ui';
import {
  SetupItem,
  SetupResponse,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { personalizeApiRef } from '../personalizeApi';
import { Problem } from '../setups/Problem';
import { StatusLabel, statusMeaning } from '../setups/StatusLabel';
import { useRequest } from '../setups/useRequest';
import { personalizeTranslationRef } from '../translation';
import { AllChecks, FailingChecks } from './Checks';
import { Notices } from './Notices';
import { CheckNow, DiscardButton, RevokeLink } from './SetupActions';
import { SetupFacts } from './SetupFacts';

/** The card with the status of a set-up, on its entity page. */
export function SetupCard() {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const { name } = useEntity().entity.metadata;
  return (
    <EntityInfoCard title={t('card.title')}>
      <CardOf key={name} name={name} />
    </EntityInfoCard>
  );
}

function CardOf({ name }: { name: string }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const api = useApi(personalizeApiRef);
  const { value, error, reload } = useRequest(
    useCallback(() => api.getSetup(name), [api, name]),
  );
  if (error) {
    return <Problem title={t('card.problem')} error={error} onRetry={reload} />;
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

/** The status, what it means, and accepted findings. */
function StatusSummary({ setup }: { setup: SetupItem }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const { status, accepted, updateAvailable } = setup;
  return (
    <Flex direction="column" gap="1">
      <Flex gap="2" align="center">
        <StatusLabel status={status} />
        {accepted > 0 && <Text>{t('card.accepted', { count: accepted })}</Text>}
      </Flex>
      <Text color="secondary">{statusMeaning(setup, t)}</Text>
      {updateAvailable && (
        <Text color="secondary">{t('card.updateAvailable')}</Text>
      )}
    </Flex>
  );
}

/** Shown until the card is loaded. */
function CardSkeleton() {
  const { t } = useTranslationRef(personalizeTranslationRef);
  return (
    <Flex direction="column" gap="2" role="status">
      <VisuallyHidden>{t('card.loading')}</VisuallyHidden>
      {['30%', '80%', '65%', '70%'].map(width => (
        <Skeleton key={width} width={width} height={20} aria-hidden="true" />
      ))}
    </Flex>
  );
}
