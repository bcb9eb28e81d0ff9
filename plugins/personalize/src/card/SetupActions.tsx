import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Flex, Link, Text } from '@backstage/ui';
import {
  CheckResponse,
  personalizeSetupApplyPermission,
  personalizeSetupCheckPermission,
  personalizeSetupRevokePermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { RiRefreshLine } from '@remixicon/react';
import { personalizeApiRef } from '../api/personalizeApi';
import { templateRouteRef } from '../routes';
import { STATUS_NAMES } from '../setups/StatusLabel';
import { RunButton } from './RunButton';

interface CheckNowProps {
  name: string;
  /** Called after each check, so that what is shown follows. */
  onChecked: () => void;
}

/** Proves the set-up on what AWS holds now, for who may ask for it. */
export function CheckNow({ name, onChecked }: CheckNowProps) {
  const api = useApi(personalizeApiRef);
  const { loading, allowed, error } = usePermission({
    permission: personalizeSetupCheckPermission,
    resourceRef: name,
  });
  const check = async () => {
    const answer = await api.checkSetup(name);
    onChecked();
    return answer;
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
    <RunButton
      label="Check now"
      icon={<RiRefreshLine aria-hidden="true" />}
      isDisabled={loading}
      run={check}
      runningText="Checking on what AWS holds now"
      doneText={checkSummary}
      problemTitle="It couldn't be checked"
    />
  );
}

/** What a check found, as a sentence to be read out. */
function checkSummary({ status, checks }: CheckResponse): string {
  const failed = checks.filter(({ outcome }) => outcome === 'failed').length;
  const counted = `${failed || 'none'} of ${checks.length} checks failed`;
  // Of what asks for something and is no failure, the list beside it tells.
  const isCounted = checks.length > 0 && (failed > 0 || status === 'ok');
  return `Checked just now: ${STATUS_NAMES[status]}${
    isCounted ? `, ${counted}` : ''
  }.`;
}

/** The way to the template that takes the set-up back, for who may do so. */
export function RevokeLink({ name }: { name: string }) {
  const pathOf = useRouteRef(templateRouteRef);
  const { allowed } = usePermission({
    permission: personalizeSetupRevokePermission,
    resourceRef: name,
  });
  if (!pathOf || !allowed) {
    return null;
  }
  const form = pathOf({
    namespace: 'default',
    templateName: 'personalize-permissions-revoke',
  });
  // The scaffolder fills its form from this parameter.
  const formData = encodeURIComponent(JSON.stringify({ name }));
  return <Link href={`${form}?formData=${formData}`}>Take it back…</Link>;
}

/** Gives up a set-up that was named and never made. */
export function DiscardButton({ name }: { name: string }) {
  const api = useApi(personalizeApiRef);
  const { allowed } = usePermission({
    permission: personalizeSetupApplyPermission,
    resourceRef: name,
  });
  return !allowed ? null : (
    <Flex direction="column" gap="2" align="start">
      <Text color="secondary">
        If no run has changed anything in AWS yet, you can discard it. Its name
        is free at once.
      </Text>
      <RunButton
        label="Discard"
        isFinal
        run={() => api.discardSetup(name)}
        doneText={() => 'Discarded. The catalog drops it in a moment.'}
        problemTitle="It couldn’t be discarded"
      />
    </Flex>
  );
}
