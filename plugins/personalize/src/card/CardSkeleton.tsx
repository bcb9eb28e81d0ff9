import { Flex, Skeleton, VisuallyHidden } from '@backstage/ui';

/** In the place of the card's content until it is there. */
export function CardSkeleton() {
  return (
    <Flex direction="column" gap="2" role="status">
      <VisuallyHidden>Loading how this set-up stands</VisuallyHidden>
      {['30%', '80%', '65%', '70%'].map(width => (
        <Skeleton key={width} width={width} height={20} aria-hidden="true" />
      ))}
    </Flex>
  );
}
