import { Text } from '@backstage/ui';
import { JsonObject } from '@backstage/types';
import { PolicyStatement } from '@personalize-portal/backstage-plugin-personalize-common';
import { Lines } from './Lines';
import { lineRuns } from './lineRuns';
import { StatementDiff } from './statements';

const KINDS: Record<StatementDiff['kind'], string> = {
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
  unchanged: 'Unchanged',
};

/** What became of a statement, line by line, unless it is hidden from the reader. */
export function StatementChange({
  statement: { kind, name, isHidden, before, after },
}: {
  statement: StatementDiff;
}) {
  const title = `${KINDS[kind]} statement ${name}`;
  return isHidden ? (
    <Text as="p" style={{ margin: 0 }}>
      {title}
      <Text color="secondary">
        {' '}
        of somebody else ({(after ?? before)?.Effect}). What it says is hidden:
        to see it takes the permission personalize.policy.read.
      </Text>
    </Text>
  ) : (
    <Lines
      runs={lineRuns(asJson(before), asJson(after))}
      label={title}
      isLabelShown
    />
  );
}

function asJson(
  statement: PolicyStatement | undefined,
): JsonObject | undefined {
  return statement && { ...statement };
}
