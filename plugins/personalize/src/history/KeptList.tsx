import { Text } from '@backstage/ui';
import { JsonObject } from '@backstage/types';
import { oneLine } from '@personalize-portal/backstage-plugin-personalize-common';
import { keptIn } from './kept';

/** What stayed when the set-up was taken back; nothing where nothing did. */
export function KeptList({ details }: { details: JsonObject | undefined }) {
  const kept = keptIn(details);
  return kept.length === 0 ? null : (
    <>
      <Text as="p">What stayed:</Text>
      <ul style={{ margin: 0 }}>
        {kept.map(({ resource, reason }) => (
          <li key={resource}>
            <code>{oneLine(resource)}</code>: {oneLine(reason)}
          </li>
        ))}
      </ul>
    </>
  );
}
