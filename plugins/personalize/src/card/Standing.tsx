import { Flex, Text } from '@backstage/ui';
import { SetupStatus } from '@personalize-portal/backstage-plugin-personalize-common';
import { STATUS_MEANINGS } from '../setups/status';
import { StatusLabel } from '../setups/StatusLabel';

/** The status and what it means. */
export function Standing({ status }: { status: SetupStatus }) {
  return (
    <Flex direction="column" gap="1">
      <StatusLabel status={status} />
      <Text color="secondary">{STATUS_MEANINGS[status]}</Text>
    </Flex>
  );
}
