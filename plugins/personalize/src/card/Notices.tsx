import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Alert } from '@backstage/ui';
import { SetupItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { Time } from '../setups/Time';
import { personalizeTranslationRef } from '../translation';

/** Warnings above everything else on the card. */
export function Notices({ setup }: { setup: SetupItem }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  return (
    <>
      {setup.status === 'revoked' && (
        <Alert
          status="info"
          icon
          title={t('card.revoked.title')}
          description={
            <>
              {setup.revokedAt && (
                <>
                  {t('card.revoked.at', {
                    time: <Time at={setup.revokedAt} />,
                  })}{' '}
                </>
              )}
              {t('card.revoked.description')}
            </>
          }
        />
      )}
      {setup.ownerMissing && (
        <Alert
          status="warning"
          icon
          title={t('card.ownerMissing.title')}
          description={t('card.ownerMissing.description', {
            owner: <code>{setup.owner}</code>,
          })}
        />
      )}
    </>
  );
}
