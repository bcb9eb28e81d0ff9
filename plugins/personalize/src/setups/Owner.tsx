import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Flex } from '@backstage/ui';
import { SetupItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { RiUserUnfollowLine } from '@remixicon/react';
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
