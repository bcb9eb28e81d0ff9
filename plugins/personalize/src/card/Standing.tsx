import { Flex, Text } from '@backstage/ui';
import { SetupItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { statusMeaning } from '../setups/status';
import { StatusLabel } from '../setups/StatusLabel';

/** The status, what it means, and what is counted beside it. */
export function Standing({ setup }: { setup: SetupItem }) {
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
