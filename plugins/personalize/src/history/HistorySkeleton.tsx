import { Flex, Skeleton, VisuallyHidden } from '@backstage/ui';

/** In the place of the entries until the first are there. */
export function HistorySkeleton() {
  return (
    <Flex direction="column" gap="3" role="status">
      <VisuallyHidden>Loading the history</VisuallyHidden>
      {[1, 2, 3].map(entry => (
        <Skeleton key={entry} width="100%" height={72} aria-hidden="true" />
      ))}
    </Flex>
  );
}
