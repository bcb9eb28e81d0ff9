import {
  useApi,
  useRouteRef,
  useTranslationRef,
} from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import { Flex, Link, Text } from '@backstage/ui';
import {
  CheckResponse,
  personalizeSetupApplyPermission,
  personalizeSetupCheckPermission,
  personalizeSetupRevokePermission,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { RiRefreshLine } from '@remixicon/react';
import { personalizeApiRef } from '../personalizeApi';
import { templateRouteRef } from '../routes';
import { personalizeTranslationRef, Translate } from '../translation';
import { RunButton } from './RunButton';

interface CheckNowProps {
  name: string;
  /** Called after each check, to refresh the card. */
  onChecked: () => void;
}

/** Checks the set-up in AWS now, if the person has permission. */
export function CheckNow({ name, onChecked }: CheckNowProps) {
  const { t } = useTranslationRef(personalizeTranslationRef);
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

  // If the permission is unknown, the backend decides.
  if (!loading && !allowed && !error) {
    return <Text color="secondary">{t('checkNow.notAllowed')}</Text>;
  }
  return (
    <RunButton
      label={t('checkNow.label')}
      icon={<RiRefreshLine aria-hidden="true" />}
      isDisabled={loading}
      run={check}
      runningText={t('checkNow.running')}
      doneText={answer => checkSummary(answer, t)}
      problemTitle={t('checkNow.problem')}
    />
  );
}

/** The result of a check, to be read out. */
function checkSummary({ status, checks }: CheckResponse, t: Translate): string {
  const failed = checks.filter(({ outcome }) => outcome === 'failed').length;
  const values = {
    status: t(`status.${status}`),
    failed: String(failed),
    number: String(checks.length),
  };
  if (failed > 0) {
    return t('checkNow.doneFailed', values);
  }
  // The list of checks covers findings that aren't failures.
  return checks.length > 0 && status === 'ok'
    ? t('checkNow.doneNoneFailed', values)
    : t('checkNow.done', values);
}

/** Leads to the template that removes access, if the person has permission. */
export function RevokeLink({ name }: { name: string }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
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
  return <Link href={`${form}?formData=${formData}`}>{t('revoke.link')}</Link>;
}

/** Discards a set-up that never changed AWS. */
export function DiscardButton({ name }: { name: string }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const api = useApi(personalizeApiRef);
  const { allowed } = usePermission({
    permission: personalizeSetupApplyPermission,
    resourceRef: name,
  });
  return !allowed ? null : (
    <Flex direction="column" gap="2" align="start">
      <Text color="secondary">{t('discard.description')}</Text>
      <RunButton
        label={t('discard.label')}
        isFinal
        run={() => api.discardSetup(name)}
        doneText={() => t('discard.done')}
        problemTitle={t('discard.problem')}
      />
    </Flex>
  );
}
