import { useId } from 'react';
import { Box, Text } from '@backstage/ui';
import { SetupItem } from '@personalize-portal/backstage-plugin-personalize-common';
import { CheckList } from './CheckList';

/** The checks that give the status; nothing where there is none. */
export function FailingChecks({
  setup: { failing, status },
}: {
  setup: Pick<SetupItem, 'failing' | 'status'>;
}) {
  const id = useId();
  if (failing.length === 0) {
    return null;
  }
  const heading =
    status === 'attention'
      ? `What to do (${failing.length})`
      : `What is wrong (${failing.length})`;
  return (
    <Box>
      <Text as="h4" id={id} weight="bold" style={{ margin: 0 }}>
        {heading}
      </Text>
      <CheckList checks={failing} labelledBy={id} />
    </Box>
  );
}
