import { useRouteRef, useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Flex, Link } from '@backstage/ui';
import { SetupItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { RiUserUnfollowLine } from '@remixicon/react';
import { taskRouteRef } from '../routes';
import { personalizeTranslationRef } from '../translation';
import { IconText } from './IconText';

/** The owner of a set-up, and whether it is still in the catalog. */
export function Owner({
  setup: { owner, ownerMissing },
}: {
  setup: Pick<SetupItem, 'owner' | 'ownerMissing'>;
}) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  return (
    <Flex direction="column" gap="1">
      <EntityRefLink entityRef={owner} defaultKind="group" hideIcon />
      {ownerMissing && (
        <IconText icon={RiUserUnfollowLine} color="warning" isSmall>
          {t('owner.missing')}
        </IconText>
      )}
    </Flex>
  );
}

/** A link to a scaffolder task; only its id in a portal that doesn't show tasks. */
export function TaskLink({ taskId }: { taskId: string }) {
  const { t } = useTranslationRef(personalizeTranslationRef);
  const pathOf = useRouteRef(taskRouteRef);
  return pathOf ? (
    <Link href={pathOf({ taskId })}>
      {t('task', { id: taskId.slice(0, 8) })}
    </Link>
  ) : (
    <>{t('task', { id: taskId })}</>
  );
}
