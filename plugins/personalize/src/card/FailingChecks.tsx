import { useId } from 'react';
import { Box, Text } from '@backstage/ui';
import { Check } from '@personalize-portal/backstage-plugin-personalize-common';
import { CheckList } from './CheckList';

/** The checks that neither passed nor only warned; nothing where there is none. */
export function FailingChecks({ failing }: { failing: readonly Check[] }) {
  const id = useId();
  if (failing.length === 0) {
    return null;
  }
  return (
    <Box>
      <Text as="h4" id={id} weight="bold" style={{ margin: 0 }}>
        {failing.length === 1
          ? 'One check doesn’t pass'
          : `${failing.length} checks don’t pass`}
      </Text>
      <CheckList checks={failing} labelledBy={id} />
    </Box>
  );
}
