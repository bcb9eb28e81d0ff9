import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { Flex } from '@backstage/ui';
import { SetupItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { RiUserUnfollowLine } from '@remixicon/react';
import { IconText } from './IconText';

/** Whose a set-up is, and whether the catalog still knows them. */
export function Owner({
  setup: { owner, ownerMissing },
}: {
  setup: Pick<SetupItem, 'owner' | 'ownerMissing'>;
}) {
  return (
    <Flex direction="column" gap="1">
      <EntityRefLink entityRef={owner} defaultKind="group" hideIcon />
      {ownerMissing && (
        <IconText icon={RiUserUnfollowLine} color="warning" isSmall>
          Left the catalog
        </IconText>
      )}
    </Flex>
  );
}
