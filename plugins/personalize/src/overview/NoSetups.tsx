import { useRouteRef } from '@backstage/frontend-plugin-api';
import { ButtonLink, Flex, Text } from '@backstage/ui';
import { templateRouteRef } from '../routes';

/** In the place of the rows where there is none. */
export function NoSetups({ isFiltered }: { isFiltered: boolean }) {
  const pathOf = useRouteRef(templateRouteRef);
  if (isFiltered) {
    return (
      <Text>No set-up matches. Search for less, or clear the filters.</Text>
    );
  }
  return (
    <Flex direction="column" gap="3" align="start">
      <Text>
        There is no set-up yet that you may see. With the template, a team gives
        Amazon Personalize access to its data in a few minutes.
      </Text>
      {pathOf && (
        <ButtonLink
          variant="primary"
          href={pathOf({
            namespace: 'default',
            templateName: 'personalize-permissions',
          })}
        >
          Make the first set-up
        </ButtonLink>
      )}
    </Flex>
  );
}
