import { useMemo } from 'react';
import { JsonObject } from '@backstage/types';
import { Flex, Text } from '@backstage/ui';
import {
  Change,
  PolicyStatement,
} from '@personalize-portal/backstage-plugin-personalize-common';
import { Disclosure } from '../../setups/Disclosure';
import { changeDiff, DocumentDiff, lineRuns } from './changeDiff';
import { DiffLines } from './DiffLines';
import { StatementDiff } from './statementDiffs';

/** What a change did, policies statement by statement. */
export function BeforeAndAfter({ change }: { change: Change }) {
  const { settings, documents } = useMemo(() => changeDiff(change), [change]);
  const isEmpty = settings.length === 0 && documents.length === 0;
  return (
    <Flex direction="column" gap="3">
      {isEmpty && (
        <Text color="secondary">Nothing but its name is recorded of it.</Text>
      )}
      {settings.length > 0 && <DiffLines runs={settings} label="Settings" />}
      {documents.map(document => (
        <DocumentChanges key={document.name ?? ''} document={document} />
      ))}
    </Flex>
  );
}

/** What became of a policy document: what changed first, what stayed folded. */
function DocumentChanges({
  document: { name, settings, statements },
}: {
  document: DocumentDiff;
}) {
  const changed = statements.filter(({ kind }) => kind !== 'unchanged');
  const unchanged = statements.filter(({ kind }) => kind === 'unchanged');
  return (
    <Flex direction="column" gap="2">
      {name && (
        <Text as="h4" weight="bold" style={{ margin: 0 }}>
          {inWords(name)}
        </Text>
      )}
      {settings.length > 0 && (
        <DiffLines runs={settings} label="Version and id of the policy" />
      )}
      {changed.map((statement, index) => (
        <StatementChange key={index} statement={statement} />
      ))}
      {changed.length === 0 && (
        <Text color="secondary">No statement changed.</Text>
      )}
      {unchanged.length > 0 && (
        <Disclosure
          level={4}
          title={
            unchanged.length === 1
              ? '1 statement stayed as it was'
              : `${unchanged.length} statements stayed as they were`
          }
        >
          <Flex direction="column" gap="2">
            {unchanged.map((statement, index) => (
              <StatementChange key={index} statement={statement} />
            ))}
          </Flex>
        </Disclosure>
      )}
    </Flex>
  );
}

/** `Trust policy` for `trustPolicy`. */
function inWords(key: string): string {
  const words = key.replace(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const KINDS: Record<StatementDiff['kind'], string> = {
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
  unchanged: 'Unchanged',
};

/** What became of a statement, line by line, unless it is hidden from the reader. */
function StatementChange({
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
    <DiffLines
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
